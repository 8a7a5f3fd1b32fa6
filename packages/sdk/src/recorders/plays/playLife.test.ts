import { playHistory } from '@parqueue/schema/presets';
import { expect, it } from 'vitest';
import { ParqueueError } from '../../api/errors.ts';
import { fakeDoor } from '../../testing/fakeDoor.ts';
import { playRig, RIG_START } from '../../testing/playRig.ts';
import { createMarkMemory } from '../memoryMarks.ts';

const at = (seconds: number) => RIG_START + seconds * 1000;

it('[PL7] {003.02} a play ends when its page goes away', () => {
  const { plays, pass, leave, rows } = playRig();
  plays.start({ title: 'one' });
  pass(12);
  leave();
  expect(rows()).toMatchObject([
    { ended_at: at(12), duration_seconds: 12, metadata: { end_reason: 'page_left', played_seconds: 12 } },
  ]);
});

it('[PL7] a page that comes back as it was goes on with its play, and the time away is none of it', async () => {
  const { plays, pass, leave, comeBack, rows } = playRig();
  const play = plays.start({ title: 'one', metadata: { list: 1 } });
  pass(12);
  leave();
  pass(100);
  comeBack();
  expect(play.isEnded).toBe(false);
  expect(rows()).toMatchObject([{ ended_at: null, duration_seconds: null, metadata: { away_seconds: 100 } }]);
  expect(rows()[0]?.metadata).not.toHaveProperty('end_reason');
  pass(8);
  await play.end();
  expect(rows()).toMatchObject([
    {
      ended_at: at(120),
      duration_seconds: 120,
      metadata: { list: 1, end_reason: 'ended', played_seconds: 20, away_seconds: 100 },
    },
  ]);
});

it('[PL7] what was ended before the page went stays as it ended', async () => {
  const { plays, pass, leave, comeBack, rows } = playRig();
  await plays.start({ title: 'one' }).end();
  leave();
  pass(5);
  comeBack();
  expect(rows()).toMatchObject([{ duration_seconds: 0, metadata: { end_reason: 'ended' } }]);
});

it('[PL8] {003.02} a play that a crash left open is ended by the next life, where it was last known to run', async () => {
  const first = playRig();
  const play = first.plays.start({ title: 'one', metadata: { list: 'evening' } });
  first.pass(7);
  play.error('broke off');
  first.pass(6);
  first.crash();
  expect(first.rows()).toMatchObject([{ ended_at: null }]);

  const second = playRig(first.shared);
  second.clock.now = at(500);
  expect(await second.plays.recovered).toEqual([play.rowId]);
  expect(second.rows()).toMatchObject([
    {
      title: 'one',
      ended_at: at(10),
      duration_seconds: 10,
      had_errors: true,
      error_count: 1,
      error_message: 'broke off',
      metadata: { list: 'evening', played_seconds: 10, end_reason: 'abandoned' },
    },
  ]);
  second.crash();
  expect(await playRig(first.shared).plays.recovered).toEqual([]);
});

it('[PL8] a crash at the very start, and one after an error, lose nothing of it', async () => {
  const first = playRig();
  const play = first.plays.start({ title: 'one' });
  first.pass(2);
  play.error('x');
  first.crash();
  await playRig(first.shared).plays.recovered;
  expect(first.rows()).toMatchObject([{ duration_seconds: 2, error_count: 1 }]);
});

it('[PL8] a play that ended is not ended again', async () => {
  const first = playRig();
  await first.plays.start({ title: 'one' }).end();
  first.crash();
  expect(await playRig(first.shared).plays.recovered).toEqual([]);
  expect(first.changeCounts()).toEqual([1]);
});

it('[PL8] an end whose writing nobody saw finish is written again, the same', async () => {
  const first = playRig();
  first.plays.start({ title: 'one' });
  first.pass(4);
  first.leave();
  // The page is gone before the change was answered.
  first.crash();
  const written = first.rows();
  const second = playRig(first.shared);
  second.clock.now = at(900);
  await second.plays.recovered;
  expect(second.rows()).toEqual(written);
});

it('[PL8] what is not known any more, or was never ours, is let go', async () => {
  const first = playRig();
  const { marks, end } = first.shared.memory.beginLife();
  marks.put('unheard', '{"ended_at":1}');
  marks.put('torn', '{"ended');
  marks.put('none', '7');
  end();
  const second = playRig(first.shared);
  expect(await second.plays.recovered).toEqual([]);
  second.crash();
  expect(await second.shared.memory.beginLife().marks.takeLeft()).toEqual([]);
});

it.each([
  ['consent_denied', 0],
  ['closed', 1],
] as const)('[PL8] of a play whose row is refused as %s so many marks stay: %d', async (code, count) => {
  const error = new ParqueueError(code, 'no');
  const door = fakeDoor(playHistory);
  const refusing = {
    ...door,
    append: (row: never) => ({
      ...door.append(row),
      stored: Promise.reject(error),
      set: async () => ({ applied: false, reason: 'invalid', error }) as const,
    }),
  };
  const memory = createMarkMemory();
  const first = playRig({ door: refusing as unknown as typeof door, memory });
  const play = first.plays.start({ title: 'one' });
  await Promise.resolve();
  first.pass(20);
  play.error('x');
  await play.end();
  first.crash();
  expect(await memory.beginLife().marks.takeLeft()).toHaveLength(count);
});
