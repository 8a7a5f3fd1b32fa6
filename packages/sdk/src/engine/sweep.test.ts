import { expect, test } from 'vitest';
import type { JournalEntry } from '../store/records.ts';
import { assertBalanced, type Rig, rowsAt, startRig } from '../testing/engineRig.ts';
import { notes } from '../testing/tables.ts';

const OTHER_CLIENT = '01a0c450-0000-7000-8000-000000000000';

/** What a page of another tab wrote as it ended, long after this tab was at work. */
const leaveBehind = ({ store }: Rig, entry: JournalEntry) =>
  store.write(['exits'], (transaction) =>
    transaction.put('exits', [OTHER_CLIENT, 'exit'], {
      identity: null,
      tables: [notes],
      entries: [entry],
      drops: [],
    }),
  );

const texts = ({ relay }: Rig) => rowsAt(relay).map(({ text }) => text);

test('rows that another tab left behind at its end are sent by a tab that is open and has nothing to do itself', async () => {
  const rig = await startRig();
  await rig.time.advance(300_000);
  await leaveBehind(rig, rig.entry(0, 'left behind'));
  await rig.time.advance(300_000);
  expect(texts(rig)).toEqual(['left behind']);
  await assertBalanced(rig);
});

test('rows of a tab that was killed are sent by another, no sooner than they would have been', async () => {
  const rig = await startRig({ config: { flushEveryMs: { notes: 3_600_000 } } });
  const dying = await startRig({ ...rig, config: { flushEveryMs: { notes: 3_600_000 } } });
  await rig.time.advance(300_000);
  await dying.engine.write([dying.entry(0, 'of the dead')], []);
  await dying.engine.close();
  await rig.time.advance(3_000_000);
  expect(texts(rig)).toEqual([]);
  await rig.time.advance(1_000_000);
  expect(texts(rig)).toEqual(['of the dead']);
  await rig.engine.close();
});

test('a tab that has sent nothing itself asks what became of the shards of one that was killed', async () => {
  const rig = await startRig();
  await rig.time.advance(300_000);
  const dying = await startRig({ ...rig });
  await dying.engine.write([dying.entry(0, 'of the dead')], []);
  const flushed = dying.engine.flush('accepted');
  await rig.time.advance(3_000);
  await flushed;
  await dying.engine.close();
  rig.relay.commitAll();
  await rig.time.advance(300_000);
  expect((await rig.engine.stats()).tables).toMatchObject({ notes: { accepted: 0, committed: 1 } });
  await rig.engine.close();
});
