import { json, string, table } from '@parqueue/schema';
import { problemOf, seqCount } from '@parqueue/schema/wire';
import { expect, test } from 'vitest';
import { assertBalanced, rest, rowsAt, startRig } from '../testing/engineRig.ts';
import { createFakeRelay } from '../testing/fakeRelay.ts';
import { notes, plainNotes } from '../testing/tables.ts';

test('[SD4] {000.02} {000.09} {000.10} rows wait for their interval and go as one shard, in order', async () => {
  const rig = await startRig();
  await rig.time.advance(5_000);
  await rig.engine.write([rig.entry(0, 'a'), rig.entry(1, 'b')], []);
  await rig.engine.write([rig.entry(2, 'c')], []);
  await rig.time.advance(59_000);
  expect(rig.relay.shards.size).toBe(0);
  await rig.time.advance(1_500);
  expect(rig.relay.shards.size).toBe(1);
  expect(rowsAt(rig.relay)).toMatchObject([
    { text: 'a', user_id: rig.relay.userId, row_id: 'row-0', revision: 0 },
    { text: 'b' },
    { text: 'c' },
  ]);
  const [shard] = [...rig.relay.shards.values()];
  expect(shard?.seqs).toEqual([[0, 2]]);
  await assertBalanced(rig);
});

test('enough rows do not wait', async () => {
  const rig = await startRig();
  await rig.time.advance(5_000);
  await rig.engine.write(
    Array.from({ length: 1_000 }, (_, seq) => rig.entry(seq, `row ${seq}`)),
    [],
  );
  await rig.time.advance(1);
  expect(rowsAt(rig.relay)).toHaveLength(1_000);
});

test('[R3] [SD2] entries that are written twice are sent once', async () => {
  const rig = await startRig();
  const entries = [rig.entry(0, 'a'), rig.entry(1, 'b')];
  await rig.engine.write(entries, []);
  await rig.engine.write([...entries, rig.entry(2, 'c')], []);
  await rig.engine.flush('accepted');
  await rig.engine.write(entries, []);
  await rig.engine.flush('accepted');
  expect(rowsAt(rig.relay).map(({ text }) => text)).toEqual(['a', 'b', 'c']);
  await assertBalanced(rig);
});

test('[R3] what a page wrote while it went away is sent once, though the worker wrote it, too', async () => {
  const rig = await startRig();
  await rig.engine.write([rig.entry(0, 'a')], []);
  await rig.store.write(['exits'], (transaction) =>
    transaction.put('exits', [rig.clientId, 'x'], {
      identity: null,
      tables: [notes],
      drops: [],
      entries: [rig.entry(0, 'a'), rig.entry(1, 'b')],
    }),
  );
  await rig.engine.flush('accepted');
  expect(rowsAt(rig.relay).map(({ text }) => text)).toEqual(['a', 'b']);
  await assertBalanced(rig);
});

test('[SC10] [SD3] changes before sealing are folded into the row by the merge policies, whatever their order', async () => {
  const rig = await startRig();
  const change = (number: number, cells: unknown) => ({
    ...rig.entry(0, ''),
    change: number,
    line: JSON.stringify(cells),
  });
  await rig.engine.write(
    [
      rig.entry(0, 'first'),
      change(2.5, [[1, '["y"]']]),
      change(1.5, [
        [0, 'second'],
        [1, '["x"]'],
      ]),
    ],
    [],
  );
  await rig.engine.flush('accepted');
  expect(rowsAt(rig.relay)).toMatchObject([{ text: 'second', tags: '["x","y"]' }]);
});

test('[SD3] a change after sealing is answered with sealed where the table has no revisions', async () => {
  const rig = await startRig({ tables: [plainNotes] });
  await rig.engine.write([rig.entry(0, 'a')], []);
  await rig.engine.flush('accepted');
  const late = { ...rig.entry(0, ''), change: 7, line: '[[0,"b"]]' };
  expect(await rig.engine.write([late, rig.entry(1, 'c')], [])).toEqual(['sealed', 'applied']);
  const other = { ...late, change: 8 };
  await rig.engine.flush('accepted');
  expect(await rig.engine.changeRow({ ...other, rowId: 'never seen' })).toMatchObject({
    outcome: 'forgotten',
  });
  expect(rowsAt(rig.relay).map(({ text }) => text)).toEqual(['a', 'c']);
});

test('[R4] a shard whose reply was lost is offered again under the same id and bytes', async () => {
  const rig = await startRig();
  const seen: string[] = [];
  rig.relay.nextAnswers.push((shard) => {
    seen.push(`${shard.shardId} ${shard.sha256}`);
    rig.relay.shards.set(shard.shardId, { ...shard, state: 'spooled' });
    return { kind: 'unreachable', status: 0, reason: 'reply lost' };
  });
  await rig.engine.write([rig.entry(0, 'a')], []);
  const flushed = rig.engine.flush('accepted');
  await rest();
  expect((await rig.engine.stats()).tables['notes']).toMatchObject({ pending: 1, accepted: 0 });
  await rig.time.advance(20_000);
  await flushed;
  expect([...rig.relay.shards.values()].map((shard) => `${shard.shardId} ${shard.sha256}`)).toEqual(seen);
  await assertBalanced(rig);
});

test('[SD5] what cannot be reached is tried again for ever, and told each time', async () => {
  const rig = await startRig();
  rig.relay.isUp = false;
  await rig.engine.write([rig.entry(0, 'a')], []);
  await rig.time.advance(3 * 24 * 3_600_000);
  const retries = rig.events.filter(({ type }) => type === 'retry');
  expect(retries.length).toBeGreaterThan(200);
  rig.relay.isUp = true;
  await rig.time.advance(16 * 60_000);
  expect(rowsAt(rig.relay).map(({ text }) => text)).toEqual(['a']);
});

test('[SD5] [R12] only the relay’s own final refusal makes a shard dead; it is kept and counted, and the rest goes on', async () => {
  const rig = await startRig();
  rig.relay.nextAnswers.push(
    () => ({ kind: 'unreachable', status: 403, reason: 'a proxy' }),
    () => ({ kind: 'problem', problem: problemOf('table_unknown', 'not yet') }),
    () => ({ kind: 'problem', problem: problemOf('shard_invalid', 'no such file') }),
  );
  await rig.engine.write([rig.entry(0, 'a')], []);
  const flushed = rig.engine.flush('accepted');
  await rig.time.advance(60_000);
  await flushed;
  expect((await rig.engine.stats()).tables['notes']).toMatchObject({ appended: 1, dead: 1, pending: 0 });
  expect(rig.events.filter(({ type }) => type === 'error')).toHaveLength(1);
  await rig.engine.write([rig.entry(1, 'b')], []);
  await rig.engine.flush('accepted');
  expect(rowsAt(rig.relay).map(({ text }) => text)).toEqual(['b']);
  await assertBalanced(rig);
});

test('[SD6] a shard that is too large for something in between is taken apart until it passes', async () => {
  const rig = await startRig();
  const tooLarge = { kind: 'unreachable', status: 413, reason: 'a proxy' } as const;
  const refuse = (shard: { rowCount: number }) => (shard.rowCount > 2 ? tooLarge : undefined);
  for (let i = 0; i < 50; i++) rig.relay.nextAnswers.push(refuse);
  await rig.engine.write(
    Array.from({ length: 9 }, (_, seq) => rig.entry(seq, `row ${seq}`)),
    [],
  );
  await rig.engine.flush('accepted');
  expect(
    rowsAt(rig.relay)
      .map(({ text }) => text)
      .toSorted(),
  ).toEqual(Array.from({ length: 9 }, (_, seq) => `row ${seq}`));
  expect([...rig.relay.shards.values()].every(({ seqs }) => seqCount(seqs) <= 2)).toBe(true);
  await assertBalanced(rig);
});

test('[R5] accepted rows are known as committed when the relay says so, and their receipt settles in a later visit', async () => {
  const first = await startRig();
  await first.engine.write([first.entry(0, 'a')], []);
  await first.engine.flush('accepted');
  expect(await first.engine.rowState('notes', 'row-0')).toEqual({ kind: 'accepted' });
  await first.engine.close();
  first.relay.commitAll();
  const second = await startRig({ store: first.store, relay: first.relay, time: first.time });
  await second.engine.notice('visible');
  await second.time.advance(2_000);
  expect(second.events).toContainEqual(
    expect.objectContaining({ type: 'committed', detail: expect.objectContaining({ rowIds: ['row-0'] }) }),
  );
  expect(await second.engine.rowState('notes', 'row-0')).toMatchObject({ kind: 'committed' });
  await assertBalanced(second);
});

test('[R12] a receipt that the relay no longer knows is counted as lost and told', async () => {
  const rig = await startRig();
  await rig.engine.write([rig.entry(0, 'a')], []);
  await rig.engine.flush('accepted');
  rig.relay.shards.clear();
  await rig.time.advance(5_000);
  expect((await rig.engine.stats()).tables['notes']).toMatchObject({
    accepted: 0,
    dropped: { relay_lost: 1 },
  });
  expect(rig.events.some((event) => event.type === 'error' && event.detail.code === 'relay_lost')).toBe(true);
  await assertBalanced(rig);
});

test('[SD7] rows keep the identity that they were first bound to; a shard has rows of one', async () => {
  const rig = await startRig();
  await rig.engine.write([rig.entry(0, 'before any')], []);
  await rig.engine.flush('accepted');
  await rig.engine.write([rig.entry(1, 'first')], []);
  rig.relay.userId = 'ffffffffffff';
  await rig.time.advance(20 * 60_000);
  await rig.engine.write([rig.entry(2, 'second')], []);
  await rig.engine.flush('accepted');
  const users = rowsAt(rig.relay).map(({ text, user_id }) => [text, user_id]);
  expect(users).toEqual([
    ['before any', 'a1b2c3d4e5f6'],
    ['first', 'a1b2c3d4e5f6'],
    ['second', 'ffffffffffff'],
  ]);
  for (const shard of rig.relay.shards.values()) {
    const [row] = rowsAt({ ...rig.relay, shards: new Map([['one', shard]]) });
    expect(shard.identityProof).toBe(`proof of ${String(row?.['user_id'])}`);
  }
});

test('[R1] rows that never fitted are appended and dropped in the account', async () => {
  const rig = await startRig();
  await rig.engine.write([rig.entry(0, 'a')], [{ table: 'notes', reason: 'invalid', total: 2 }]);
  expect((await rig.engine.stats()).tables['notes']).toMatchObject({
    appended: 3,
    pending: 1,
    dropped: { invalid: 2 },
  });
  await assertBalanced(rig);
});

test('rows of a table that the relay does not know yet wait for it', async () => {
  const relay = createFakeRelay([]);
  const rig = await startRig({ relay });
  await rig.engine.write([rig.entry(0, 'a')], []);
  await rig.time.advance(120_000);
  expect(relay.shards.size).toBe(0);
  expect(rig.events.some((event) => event.type === 'retry' && event.detail.reason.includes('notes'))).toBe(
    true,
  );
  await assertBalanced(rig);
});

test('[SD6] a refused ticket is replaced by a new one before anything else, at once', async () => {
  const rig = await startRig();
  rig.relay.nextAnswers.push(() => ({ kind: 'problem', problem: problemOf('ticket_expired', 'too old') }));
  await rig.engine.write([rig.entry(0, 'a')], []);
  await rig.engine.flush('accepted');
  expect(rowsAt(rig.relay)).toHaveLength(1);
  expect(rig.relay.ticketCount).toBe(2);
  expect(rig.events.some(({ type }) => type === 'retry')).toBe(false);
});

test('[SD5] a long Retry-After is obeyed', async () => {
  const rig = await startRig();
  const busy = { kind: 'problem', problem: problemOf('spool_full', 'full'), retryAfterMs: 300_000 } as const;
  rig.relay.nextAnswers.push(() => busy);
  await rig.time.advance(5_000);
  await rig.engine.write([rig.entry(0, 'a')], []);
  await rig.time.advance(60_000 + 299_000);
  expect(rig.relay.shards.size).toBe(0);
  await rig.time.advance(2_000);
  expect(rig.relay.shards.size).toBe(1);
});

test('[R3] tables with the same columns are not taken for one another', async () => {
  const twin = table({
    name: 'twin',
    format: 'jsonl',
    features: { text: string(), tags: json<string[]>(), user_id: string() },
  });
  expect(twin.fingerprint).toBe(notes.fingerprint);
  const rig = await startRig({ tables: [notes, twin] });
  await rig.engine.write([rig.entry(0, 'a'), rig.entry(0, 'b', twin)], []);
  await rig.engine.flush('accepted');
  const got = [...rig.relay.shards.values()].map((shard) => shard.table);
  expect(got.toSorted()).toEqual(['notes', 'twin']);
  await assertBalanced(rig);
});

test('[RL53] the page is told when the relay does not take audio, and when it does again, once each', async () => {
  const rig = await startRig();
  const told = () => rig.events.filter(({ type }) => type === 'audio').map(({ detail }) => detail);
  for (const [seq, audio] of (['allowed', 'denied', 'denied', 'allowed'] as const).entries()) {
    rig.relay.audio = audio;
    await rig.time.advance(16 * 60_000);
    await rig.engine.write([rig.entry(seq, 'a')], []);
    await rig.engine.flush('accepted');
  }
  expect(rig.relay.ticketCount).toBeGreaterThanOrEqual(4);
  expect(told()).toEqual([{ isTaken: false }, { isTaken: true }]);
});
