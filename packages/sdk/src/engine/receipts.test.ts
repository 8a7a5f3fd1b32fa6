import { problemOf } from '@parqueue/schema/wire';
import { expect, test } from 'vitest';
import { assertBalanced, rest, startRig } from '../testing/engineRig.ts';

const kinds = (events: readonly { type: string }[], type: string) =>
  events.filter((event) => event.type === type).length;

test('[R5] a tab learns what became of its rows though another tab sent them and asked', async () => {
  const sender = await startRig();
  const { store, relay, time } = sender;
  const writer = await startRig({ store, relay, time });
  await writer.engine.write([writer.entry(0, 'a')], []);
  await sender.engine.flush('accepted');
  relay.commitAll();
  await time.advance(120_000);
  for (const { events } of [sender, writer])
    expect([kinds(events, 'accepted'), kinds(events, 'committed')]).toEqual([1, 1]);
  await assertBalanced(writer);
});

test('[R12] a tab learns that its rows were refused or lost though another tab heard it', async () => {
  const sender = await startRig();
  const { store, relay, time } = sender;
  const writer = await startRig({ store, relay, time });
  relay.nextAnswers.push(() => ({ kind: 'problem', problem: problemOf('shard_invalid', 'no such file') }));
  await writer.engine.write([writer.entry(0, 'refused')], []);
  await sender.engine.flush('accepted');
  await writer.engine.write([writer.entry(1, 'lost')], []);
  await sender.engine.flush('accepted');
  relay.shards.clear();
  await time.advance(180_000);
  for (const { events } of [sender, writer]) {
    expect(kinds(events, 'ended')).toBe(2);
    expect(kinds(events, 'dropped')).toBe(1);
  }
  expect((await writer.engine.stats()).tables['notes']).toMatchObject({
    appended: 2,
    dead: 1,
    dropped: { relay_lost: 1 },
  });
});

test('[SD6] a status call whose ticket is refused asks with a new one', async () => {
  const rig = await startRig();
  await rig.engine.write([rig.entry(0, 'a')], []);
  await rig.engine.flush('accepted');
  const { shardStates } = rig.relay;
  let refused = 0;
  rig.relay.shardStates = async (ticket, ids) =>
    refused++ === 0
      ? { kind: 'problem', problem: problemOf('ticket_invalid', 'another secret') }
      : shardStates(ticket, ids);
  rig.relay.commitAll();
  await rig.time.advance(10_000);
  expect(kinds(rig.events, 'committed')).toBe(1);
  expect(rig.relay.ticketCount).toBe(2);
});

test('a flush until committed asks the relay no more often than it commits', async () => {
  const rig = await startRig();
  let asked = 0;
  const { shardStates } = rig.relay;
  rig.relay.shardStates = (ticket, ids) => {
    asked++;
    return shardStates(ticket, ids);
  };
  await rig.engine.write([rig.entry(0, 'a')], []);
  const flushed = rig.engine.flush('committed');
  await rig.time.advance(10_000);
  expect(asked).toBeGreaterThan(5);
  expect(asked).toBeLessThan(25);
  rig.relay.commitAll();
  await rig.time.advance(2_000);
  await flushed;
  await rest();
});

test('[R1] drops that are told again count once', async () => {
  const rig = await startRig();
  const drop = (total: number) => rig.engine.write([], [{ table: 'notes', reason: 'invalid', total }]);
  await drop(2);
  await drop(2);
  await drop(5);
  await rig.store.write(['exits'], (t) =>
    t.put('exits', [rig.clientId, 'x'], {
      identity: null,
      tables: [],
      entries: [],
      drops: [{ table: 'notes', reason: 'invalid', total: 6 }],
    }),
  );
  await rig.engine.flush('accepted');
  expect((await rig.engine.stats()).tables['notes']).toMatchObject({ appended: 6, dropped: { invalid: 6 } });
  await assertBalanced(rig);
});
