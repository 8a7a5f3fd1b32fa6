import { audio, json, string, table } from '@parqueue/schema';
import { expect, test } from 'vitest';
import type { RecordingRecord } from '../store/records.ts';
import { assertBalanced, createFakeTime, type Rig, rest, rowsAt, startRig } from '../testing/engineRig.ts';
import { notes } from '../testing/tables.ts';

const DAY_MS = 24 * 3_600_000;

/** A change of the first row of the rig's page, by columns of `notes`. */
const change = (rig: Rig, number: number, ...cells: (readonly [number, unknown])[]) =>
  rig.change(0, number, cells);
const byId = (rig: Rig, number: number, ...cells: (readonly [number, unknown])[]) => {
  const { seq: _seq, ...said } = change(rig, number, ...cells);
  return said;
};
const sent = (rig: Rig) =>
  rowsAt(rig.relay).map(({ text, tags, row_id, revision, user_id }) => ({
    text,
    tags,
    row_id,
    revision,
    user_id,
  }));

async function startWithSentRow(): Promise<Rig> {
  const rig = await startRig();
  await rig.engine.write([rig.entry(0, 'a')], []);
  await rig.engine.flush('accepted');
  return rig;
}

test('[RV1] a change of a row that was sent is a new revision: the whole row as it then is, under the same id', async () => {
  const rig = await startWithSentRow();
  expect(await rig.engine.write([change(rig, 7, [1, '["x"]'])], [])).toEqual(['applied']);
  await rig.engine.flush('accepted');
  expect(await rig.engine.write([change(rig, 8, [1, '["y"]'], [0, 'b'])], [])).toEqual(['applied']);
  await rig.engine.flush('accepted');
  const common = { row_id: 'row-0', user_id: 'a1b2c3d4e5f6' };
  expect(sent(rig)).toEqual([
    { ...common, text: 'a', tags: null, revision: 0 },
    { ...common, text: 'a', tags: '["x"]', revision: 1 },
    { ...common, text: 'b', tags: '["x","y"]', revision: 2 },
  ]);
  expect((await rig.engine.stats()).tables['notes']).toMatchObject({ appended: 3, accepted: 3, pending: 0 });
  await assertBalanced(rig);
});

test('[RV1] changes before the next revision is sealed make one of it', async () => {
  const rig = await startWithSentRow();
  for (const number of [7, 8, 9]) await rig.engine.write([change(rig, number, [1, `["${number}"]`])], []);
  await rig.engine.flush('accepted');
  expect(sent(rig).map(({ tags, revision }) => [tags, revision])).toEqual([
    [null, 0],
    ['["7","8","9"]', 1],
  ]);
});

test('[RV2] a change that is said again is applied once, before and after its revision was sent', async () => {
  const rig = await startWithSentRow();
  const said = change(rig, 7, [1, '["x"]']);
  for (let times = 0; times < 2; times++) expect(await rig.engine.write([said], [])).toEqual(['applied']);
  await rig.engine.flush('accepted');
  expect(await rig.engine.write([said], [])).toEqual(['applied']);
  expect(await rig.engine.changeRow(said)).toEqual({ outcome: 'applied', kept: [] });
  await rig.engine.flush('accepted');
  expect(sent(rig).map(({ tags }) => tags)).toEqual([null, '["x"]']);
});

test('[RV2] a change that was sealed with its row is not made again when it comes from elsewhere', async () => {
  const rig = await startRig();
  const said = change(rig, 7, [1, '["x"]']);
  await rig.engine.write([rig.entry(0, 'a'), said], []);
  await rig.engine.flush('accepted');
  expect(await rig.engine.write([said], [])).toEqual(['applied']);
  await rig.engine.flush('accepted');
  expect(sent(rig)).toHaveLength(1);
});

test('[RV2] an empty change, and one that changes nothing, make no revision', async () => {
  const rig = await startWithSentRow();
  expect(await rig.engine.write([change(rig, 7), change(rig, 8, [0, 'a'])], [])).toEqual([
    'applied',
    'applied',
  ]);
  await rig.engine.flush('accepted');
  expect(sent(rig)).toHaveLength(1);
  expect((await rig.engine.stats()).tables['notes']).toMatchObject({ appended: 1 });
});

test('[RV3] a row of an earlier visit is changed by its id, also in another tab at the same time', async () => {
  const first = await startWithSentRow();
  await first.engine.close();
  const { store, relay, time } = first;
  const tabs = [await startRig({ store, relay, time }), await startRig({ store, relay, time })] as const;
  const replies = await Promise.all(
    tabs.map(({ engine }, i) => engine.changeRow(byId(first, 20 + i, [1, `["${i}"]`]))),
  );
  expect(replies).toEqual([
    { outcome: 'applied', kept: [] },
    { outcome: 'applied', kept: [] },
  ]);
  await tabs[0].engine.flush('accepted');
  expect(sent(first).at(-1)).toMatchObject({ tags: '["0","1"]', revision: 1 });
  await assertBalanced(tabs[1]);
});

test('[RV3] what a page wrote of a sent row while it went away is a revision, too', async () => {
  const rig = await startWithSentRow();
  const exit = { identity: null, tables: [notes], entries: [change(rig, 7, [1, '["late"]'])], drops: [] };
  await rig.store.write(['exits'], (t) => t.put('exits', [rig.clientId, 'exit'], exit));
  const said = { table: 'notes', rowId: 'row-0', change: 9, at: 5, values: { tags: ['early'] } };
  await rig.store.write(['exits'], (t) =>
    t.put('exits', ['another', 'exit'], { ...exit, entries: [], said: [said] }),
  );
  await rig.engine.flush('accepted');
  await rig.engine.flush('accepted');
  expect(sent(rig).at(-1)?.tags).toMatch(/^\["(late","early|early","late)"\]$/);
});

test('[RV3] the row is forgotten 30 days after its end, and refuses changes from then on', async () => {
  const rig = await startWithSentRow();
  rig.relay.commitAll();
  const committed = rig.engine.flush('committed');
  await rig.time.advance(5_000);
  await committed;
  await rig.engine.close();
  const endedAt = rig.time.now();
  const later = (days: number) =>
    startRig({ store: rig.store, relay: rig.relay, time: createFakeTime(endedAt + days * DAY_MS) });
  const soon = await later(29);
  await soon.time.advance(5_000);
  expect(await soon.engine.changeRow(byId(rig, 7, [0, 'a']))).toMatchObject({ outcome: 'applied' });
  await soon.engine.close();
  const late = await later(31);
  await late.time.advance(5_000);
  expect(await late.engine.changeRow(byId(rig, 8, [0, 'b']))).toEqual({ outcome: 'forgotten', kept: [] });
  expect(await rig.store.read(['kept'], (t) => t.keys('kept'))).toEqual([]);
});

test('[RV4] a column that is set once stays, and the answer says so', async () => {
  const marked = table({
    name: 'notes',
    format: 'jsonl',
    features: { text: string(), tags: json<string[]>(), user_id: string() },
    merge: { text: 'once' },
  });
  const rig = await startRig({ tables: [marked] });
  await rig.engine.write([rig.entry(0, 'a', marked)], []);
  await rig.engine.flush('accepted');
  expect(await rig.engine.changeRow(byId(rig, 7, [0, 'b']))).toEqual({ outcome: 'once', kept: ['text'] });
  expect(await rig.engine.changeRow(byId(rig, 8, [0, 'b'], [1, '["x"]']))).toEqual({
    outcome: 'applied',
    kept: ['text'],
  });
  await rig.engine.flush('accepted');
  expect(sent(rig).at(-1)).toMatchObject({ text: 'a', tags: '["x"]', revision: 1 });
});

test('[RV5] a revision keeps the identity of its row, whoever sits there now', async () => {
  const rig = await startWithSentRow();
  rig.relay.userId = 'another person';
  await rig.engine.close();
  const next = await startRig({ store: rig.store, relay: rig.relay, time: rig.time });
  await next.engine.changeRow(byId(rig, 7, [0, 'b']));
  await next.engine.flush('accepted');
  expect(sent(rig).map(({ user_id }) => user_id)).toEqual(['a1b2c3d4e5f6', 'a1b2c3d4e5f6']);
});

test('[RV5] a revision comes without the sound, and with what its columns were filled with of it', async () => {
  const takes = table({
    name: 'takes',
    features: { audio: audio(), seconds: json<number>(), note: string() },
  });
  const filled = { ...takes, fill: { seconds: 'audioDurationS' } } as typeof takes;
  const written: unknown[][] = [];
  const rig = await startRig({
    tables: [filled],
    parts: {
      loadWriter: async () => ({
        async write({ rows }) {
          written.push(...rows.map((cells) => [...cells]));
          return new TextEncoder().encode(JSON.stringify(rows));
        },
      }),
    },
  });
  const clip = {
    recordingId: 'rec',
    index: 0,
    pcmSha256: 'f'.repeat(64),
    durationS: 2.5,
    header: new Uint8Array(),
    sizeBytes: 0,
  };
  await rig.store.write(['recordings'], (t) =>
    t.put('recordings', ['rec'], {
      clientId: 'c',
      startedAt: 0,
      state: 'complete',
      clips: [clip],
    } as unknown as RecordingRecord),
  );
  const entry = {
    ...rig.entry(0, '', filled),
    line: JSON.stringify([['rec', 0], null, 'first', null, null]),
  };
  await rig.engine.write([entry], []);
  await rig.engine.flush('accepted');
  expect(await rig.store.read(['recordings'], (t) => t.keys('recordings'))).toEqual([]);
  const { seq: _seq, ...said } = { ...entry, change: 7, line: '[[2,"second"]]' };
  await rig.engine.changeRow(said);
  await rig.engine.flush('accepted');
  expect(written).toEqual([
    [['rec', 0], 2.5, 'first', 'row-0', 0],
    [null, 2.5, 'second', 'row-0', 1],
  ]);
});

test('[RV1] [SD6] a row whose shard is taken apart after it was changed keeps the newer revision the newest', async () => {
  const rig = await startRig();
  await rig.engine.write([rig.entry(0, 'a'), rig.entry(1, 'other')], []);
  rig.relay.nextAnswers.push(() => ({ kind: 'unreachable', status: 500, reason: 'not now' }));
  const flushed = rig.engine.flush('accepted');
  await rest();
  // Sealed, not taken; the change becomes a revision, and only then the shard is found too large.
  expect(await rig.engine.write([change(rig, 7, [1, '["x"]'])], [])).toEqual(['applied']);
  rig.relay.nextAnswers.push(() => ({ kind: 'unreachable', status: 413, reason: 'too large' }));
  await rig.time.advance(60_000);
  expect(await rig.engine.write([change(rig, 8, [1, '["y"]'])], [])).toEqual(['applied']);
  await rig.time.advance(120_000);
  await flushed;
  await rig.engine.flush('accepted');
  const ofRow = sent(rig).filter(({ row_id }) => row_id === 'row-0');
  const newest = ofRow.toSorted((a, b) => Number(b.revision) - Number(a.revision))[0];
  expect(newest?.tags).toBe('["x","y"]');
  expect(new Set(ofRow.map(({ revision }) => revision)).size).toBe(ofRow.length);
  await assertBalanced(rig);
});
