import { json, string, table } from '@parqueue/schema';
import { problemOf } from '@parqueue/schema/wire';
import { expect, test } from 'vitest';
import { createJsonLinesWriter } from '../parquet/jsonLinesWriter.ts';
import type { ShardContent } from '../parquet/shardWriter.ts';
import { ShardWriterError } from '../parquet/shardWriterError.ts';
import { createMemoryStore } from '../store/memoryStore.ts';
import type { Store } from '../store/store.ts';
import { assertBalanced, createFakeTime, rest, rowsAt, startRig } from '../testing/engineRig.ts';
import { createFakeRelay } from '../testing/fakeRelay.ts';
import { notes } from '../testing/tables.ts';

const others = table({
  name: 'others',
  format: 'jsonl',
  features: { text: string(), tags: json<string[]>(), user_id: string() },
});
const tables = [notes, others];

/** A writer that refuses content with a certain text. */
const refusing = (code: 'unfit' | 'broken' | 'unavailable', word: string) => {
  const writer = createJsonLinesWriter();
  let isBroken = false;
  const seen: number[] = [];
  return {
    seen,
    loadWriter: async () => ({
      async write(content: ShardContent) {
        const isPoison = content.rows.some(([text]) => text === word);
        if (content.table.name === 'notes') seen.push(content.rows.length);
        isBroken ||= isPoison && code === 'broken';
        if (isPoison || isBroken) throw new ShardWriterError(code, `refuses ${word}`);
        return writer.write(content);
      },
    }),
  };
};

const texts = (relay: Parameters<typeof rowsAt>[0]) => rowsAt(relay).map(({ text }) => text);

test('[R12] [R1] a row that cannot be written is a dead letter, alone; all others arrive', async () => {
  const { loadWriter } = refusing('unfit', 'poison');
  const rig = await startRig({ tables, parts: { loadWriter } });
  const words = Array.from({ length: 40 }, (_, i) => (i === 23 ? 'poison' : `word ${i}`));
  await rig.engine.write(
    [...words.map((word, seq) => rig.entry(seq, word)), rig.entry(0, 'other', others)],
    [],
  );
  await rig.engine.flush('accepted');
  expect(texts(rig.relay).toSorted()).toEqual([...words.filter((w) => w !== 'poison'), 'other'].toSorted());
  expect((await rig.engine.stats()).tables['notes']).toMatchObject({ dead: 1, pending: 0 });
  expect(await rig.engine.rowState('notes', 'row-23')).toEqual({ kind: 'dead', reason: 'refuses poison' });
  const told = rig.events.filter(({ type }) => type === 'error' || type === 'ended');
  expect(told.map(({ type }) => type).toSorted()).toEqual(['ended', 'error']);
  await assertBalanced(rig);
});

test('[R12] a writer that is broken is told once with half of the rows, and other tables go on', async () => {
  const broken = refusing('broken', 'poison');
  const light = createJsonLinesWriter();
  const heavy = table({
    name: 'heavy',
    format: 'parquet',
    features: { text: string(), user_id: string() },
  });
  const rig = await startRig({
    tables: [heavy, notes],
    parts: { loadWriter: async (format) => (format === 'parquet' ? broken.loadWriter() : light) },
  });
  const row = (seq: number, text: string) => ({
    ...rig.entry(seq, text, heavy),
    line: JSON.stringify([text]),
  });
  await rig.engine.write(
    [...[0, 1, 2].map((seq) => row(seq, 'fine')), row(3, 'poison'), rig.entry(0, 'note')],
    [],
  );
  await rig.time.advance(600_000);
  expect(rig.restarts).toEqual([{ reason: 'refuses poison', table: 'heavy', maxRows: 2 }]);
  expect(texts(rig.relay)).toEqual(['note']);
  await assertBalanced(rig);
});

test('[R12] engines that follow one another find the row that breaks the writer, and everything else arrives', async () => {
  const [store, relay, time] = [createMemoryStore(), createFakeRelay([notes]), createFakeTime()];
  let limits: Record<string, number> = {};
  let starts = 0;
  for (let isDone = false; !isDone && starts < 40; starts++) {
    const rig = await startRig({
      store,
      relay,
      time,
      config: { shardMaxRows: limits },
      parts: { loadWriter: refusing('broken', 'poison').loadWriter },
    });
    if (starts === 0)
      await rig.engine.write(
        Array.from({ length: 50 }, (_, seq) => rig.entry(seq, seq === 31 ? 'poison' : `word ${seq}`)),
        [],
      );
    await time.advance(3_000);
    const [restart] = rig.restarts;
    isDone = restart === undefined;
    limits = restart?.maxRows === undefined ? {} : { notes: restart.maxRows };
    await assertBalanced(rig);
    await rig.engine.close();
  }
  expect(starts).toBeLessThan(12);
  expect(texts(relay)).toHaveLength(49);
});

test('[R4] a shard that the relay cannot take for now does not keep new rows from it', async () => {
  const rig = await startRig({ tables });
  const stuck = { kind: 'problem', problem: problemOf('schema_unknown', 'wait for a deploy') } as const;
  for (let i = 0; i < 10_000; i++)
    rig.relay.nextAnswers.push((shard) =>
      shard.table === 'notes' && shard.seqs[0]?.[0] === 0 ? stuck : undefined,
    );
  await rig.engine.write([rig.entry(0, 'stuck')], []);
  await rig.time.advance(2 * 3_600_000);
  for (let seq = 1; seq <= 3; seq++) {
    await rig.engine.write([rig.entry(seq, `new ${seq}`), rig.entry(seq - 1, `other ${seq}`, others)], []);
    await rig.time.advance(16 * 60_000);
    expect(texts(rig.relay)).toHaveLength(2 * seq);
  }
  const before = rig.events.filter(({ type }) => type === 'progress').length;
  await rig.time.advance(3_600_000);
  expect(rig.events.filter(({ type }) => type === 'progress').length - before).toBeLessThan(15);
  await assertBalanced(rig);
});

test('a table that the relay does not know yet does not slow the others down', async () => {
  const relay = createFakeRelay([others]);
  const rig = await startRig({ tables, relay });
  await rig.engine.write([rig.entry(0, 'unknown')], []);
  await rig.time.advance(3_600_000);
  await rig.engine.write([rig.entry(0, 'known', others)], []);
  await rig.time.advance(61_000);
  expect(texts(relay)).toEqual(['known']);
});

const lineCount = (bytes: Uint8Array) => bytes.filter((byte) => byte === 10).length;

test('[SD4] storage that is too full for a large shard takes small ones, and says so when it takes none', async () => {
  const inner = createMemoryStore();
  let room = 3;
  const full = () => Object.assign(new Error('no room'), { name: 'QuotaExceededError' });
  const store: Store = {
    ...inner,
    write: (areas, work, options) =>
      inner.write(
        areas,
        (transaction) =>
          work({
            ...transaction,
            put: async (area, key, value) => {
              if (area === 'shardBytes' && lineCount(value as Uint8Array) > room) throw full();
              return transaction.put(area, key, value);
            },
          }),
        options,
      ),
  };
  const rig = await startRig({ store });
  const words = Array.from({ length: 10 }, (_, i) => `word ${i}`);
  await rig.engine.write(
    words.map((word, seq) => rig.entry(seq, word)),
    [],
  );
  await rig.engine.flush('accepted');
  expect(texts(rig.relay).toSorted()).toEqual(words);
  room = 0;
  await rig.engine.write([rig.entry(10, 'late')], []);
  await rig.time.advance(120_000);
  expect(rig.events).toContainEqual({ type: 'quota', detail: { kind: 'rows' } });
  room = 3;
  await rig.time.advance(16 * 60_000);
  expect(texts(rig.relay)).toHaveLength(11);
  await assertBalanced(rig);
});

test('[SD5] a clock that is put back by days holds nothing up', async () => {
  const time = createFakeTime();
  let shift = 0;
  const rig = await startRig({ time, parts: { now: () => time.now() + shift } });
  rig.relay.isUp = false;
  await rig.engine.write([rig.entry(0, 'a')], []);
  await time.advance(4 * 3_600_000);
  shift = -3 * 24 * 3_600_000;
  rig.relay.isUp = true;
  await rig.engine.write([rig.entry(1, 'b')], []);
  await time.advance(16 * 60_000);
  expect(texts(rig.relay)).toEqual(['a', 'b']);
});

test('[SD5] a site whose ticket() never answers keeps no other tab from sending', async () => {
  const first = await startRig({ host: { credential: () => new Promise(() => {}) } });
  await first.engine.write([first.entry(0, 'a')], []);
  await first.time.advance(600_000);
  const reasons = first.events.flatMap((event) => (event.type === 'retry' ? [event.detail.reason] : []));
  expect(reasons[0]).toContain('no answer within');
});

test('[R6] an engine that is closed while it sends does not go on, and is silent', async () => {
  const rig = await startRig();
  rig.relay.isUp = false;
  await rig.engine.write([rig.entry(0, 'a')], []);
  const flushed = rig.engine.flush('committed');
  await rest();
  const refused = expect(flushed).rejects.toThrow('closed');
  await rig.engine.close();
  const heard = rig.events.length;
  await rig.time.advance(24 * 3_600_000);
  await refused;
  expect(rig.events.length).toBe(heard);
});

test('a page that is looked at again and again neither seals nor asks the relay', async () => {
  const rig = await startRig();
  await rig.time.advance(5_000);
  await rig.engine.write([rig.entry(0, 'a')], []);
  for (let look = 0; look < 20; look++) await rig.engine.notice('visible');
  expect(rig.relay.ticketCount).toBe(0);
  await rig.engine.notice('hidden');
  await rig.engine.notice('hidden');
  expect(rig.relay.shards.size).toBe(1);
});
