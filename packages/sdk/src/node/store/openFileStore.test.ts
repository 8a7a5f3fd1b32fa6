import { cp, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Random, seeded } from '../../../../../test/support/seeded.ts';
import { storeContract } from '../../store/store.contract.ts';
import type { Area, Key, Store, Writing } from '../../store/store.ts';
import { writeExitFile } from './exitFiles.ts';
import { type FileStoreOptions, openFileStore } from './openFileStore.ts';

const root = await mkdtemp(join(tmpdir(), 'parqueue-store-'));
afterAll(() => rm(root, { recursive: true, force: true }));
let count = 0;
const newFolder = () => join(root, String(count++));

const open = (folder: string, options: Partial<FileStoreOptions> = {}) =>
  openFileStore(folder, { outlives: 'process', onDamaged: () => {}, ...options });

/** As another process would find the folder, if this one died now. */
async function openAsLeft(folder: string, options: Partial<FileStoreOptions> = {}) {
  const copy = newFolder();
  await cp(folder, copy, { recursive: true });
  await rm(join(copy, 'lock'), { force: true });
  return open(copy, options);
}

async function closed(store: Store): Promise<void> {
  store.close();
  await store.read([], async () => {}).catch(() => {});
}

for (const outlives of ['process', 'machine'] as const)
  storeContract(`in a folder, over the end of the ${outlives}`, () => open(newFolder(), { outlives }));

const block = (fill: number, sizeBytes = 9_000) => ({
  bytes: new Uint8Array(sizeBytes).fill(fill),
  sampleCount: 8_000,
  minFrameBytes: 1,
  maxFrameBytes: 9,
});

test('[ND2] what was written is there for the next process, whatever its size and wherever it lies', async () => {
  const folder = newFolder();
  const store = await open(folder);
  const entry = { table: 't', seq: 0, change: 0, rowId: 'r', at: 5, line: '["بسم الله 🎙","\\u0000"]' };
  const recording = {
    clientId: 'c',
    startedAt: 1,
    state: 'recording' as const,
    clips: [],
    started: [{ index: 0, startS: 0, header: Uint8Array.of(1, 2, 3) }],
  };
  const kept = { fingerprint: 'f', identity: { userId: 'u', proof: 'p' }, clips: {}, rows: [] };
  const rows = Array.from({ length: 400 }, (_, i) => ({
    seq: i,
    rowId: `r${i}`,
    at: 1,
    line: '[]',
    folded: [],
  }));
  await store.write(['journal', 'recordings', 'blocks', 'shardBytes', 'kept'], async (t) => {
    await t.put('journal', ['t', 'c', 'r'], { fingerprint: 'f', identity: null, entries: [entry] });
    await t.put('recordings', ['rec'], recording);
    for (let i = 0; i < 5; i++) await t.put('blocks', ['rec', 0, i], block(i));
    await t.put('shardBytes', ['s'], new Uint8Array(3_000_001).fill(7));
    await t.put('kept', ['t', 'a', 'b', 's'], { ...kept, rows });
  });
  const next = await openAsLeft(folder);
  await next.read(['journal', 'recordings', 'blocks', 'shardBytes', 'kept'], async (t) => {
    expect((await t.get('journal', ['t', 'c', 'r']))?.entries).toEqual([entry]);
    expect(await t.get('recordings', ['rec'])).toEqual(recording);
    expect((await t.list('blocks', ['rec', 0])).map(([, { bytes }]) => bytes[8_999])).toEqual([
      0, 1, 2, 3, 4,
    ]);
    expect(await t.get('shardBytes', ['s'])).toEqual(new Uint8Array(3_000_001).fill(7));
    expect((await t.get('kept', ['t', 'a', 'b', 's']))?.rows).toEqual(rows);
  });
  await closed(next);
  await closed(store);
});

/** A random put or deletion on few keys, so that much is written over. */
async function changeOne(t: Writing, random: Random): Promise<void> {
  const number = random.int(0, 5);
  const area: Area = random.chance(0.5) ? 'shardBytes' : 'blocks';
  const key: Key = area === 'blocks' ? ['rec', 0, number] : [`s${number}`];
  const sizeBytes = random.chance(0.3) ? 20_000 : 50;
  const fill = random.int(0, 255);
  if (random.chance(0.3)) return t.delete(area, key);
  if (area === 'blocks') return t.put(area, key, block(fill, sizeBytes));
  return t.put(area, key, new Uint8Array(sizeBytes).fill(fill) as never);
}

async function change(store: Store, random: Random): Promise<void> {
  const work = async (t: Writing) => {
    for (let left = random.int(1, 4); left > 0; left--) await changeOne(t, random);
  };
  await store.write(['shardBytes', 'blocks'], work, { durability: 'strict' });
}

const contentOf = (store: Store) =>
  store.read(['shardBytes', 'blocks'], async (t) =>
    JSON.stringify(
      [...(await t.list('shardBytes')), ...(await t.list('blocks'))].map(([key, value]) => {
        const bytes = value instanceof Uint8Array ? value : value.bytes;
        return [key, bytes.length, bytes[0]];
      }),
    ),
  );

test('[ND2] a log that was cut off anywhere gives what it was after some transaction, and the next goes on from there', async () => {
  const random = seeded(20261129);
  const folder = newFolder();
  const store = await open(folder);
  const states = [await contentOf(store)];
  // Nothing goes from the folder of files: what a cut takes back may be in them.
  const files = join(folder, 'values');
  const keptFiles = newFolder();
  for (let i = 0; i < 60; i++) {
    await change(store, random);
    states.push(await contentOf(store));
    await cp(files, keptFiles, { recursive: true });
  }
  const { size } = await stat(join(folder, 'log'));
  for (let round = 0; round < 40; round++) {
    const copy = newFolder();
    await cp(folder, copy, { recursive: true });
    await cp(keptFiles, join(copy, 'values'), { recursive: true });
    await rm(join(copy, 'lock'), { force: true });
    await truncate(join(copy, 'log'), random.int(16, size));
    const cut = await open(copy);
    expect(states, `seed 20261129, round ${round}`).toContain(await contentOf(cut));
    await cut.write(['shardBytes'], (t) => t.put('shardBytes', ['after'], Uint8Array.of(1)));
    const after = await contentOf(cut);
    await closed(cut);
    const again = await open(copy);
    expect(await contentOf(again)).toBe(after);
    await closed(again);
  }
  await closed(store);
});

test('[ND2] a log that is damaged before its end is kept as it was, and told; what stands before goes on', async () => {
  const folder = newFolder();
  const store = await open(folder);
  for (const name of ['a', 'b', 'c'])
    await store.write(['shardBytes'], (t) => t.put('shardBytes', [name], new Uint8Array(50).fill(1)));
  const log = await readFile(join(folder, 'log'));
  log[Math.floor(log.length / 2)] = (log[Math.floor(log.length / 2)] ?? 0) ^ 0xff;
  await writeFile(join(folder, 'log'), log);
  const told: string[] = [];
  const next = await openAsLeft(folder, { onDamaged: (name) => told.push(name) });
  expect(told).toEqual([expect.stringMatching(/^damaged-\d+$/)]);
  expect(await next.read(['shardBytes'], (t) => t.keys('shardBytes'))).toEqual([['a']]);
  await closed(next);
  await closed(store);
});

test('[ND2] a log is written anew when most of it is said no longer, and has all that is', async () => {
  const folder = newFolder();
  const store = await open(folder);
  const definition = (text: string) => ({ name: 'notes', text }) as never;
  await store.write(['tables'], (t) => t.put('tables', ['stays', 'f'], definition('stays')));
  for (let i = 0; i < 25; i++)
    await store.write(['tables'], (t) => t.put('tables', ['t', 'f'], definition('x'.repeat(500_000))));
  expect((await stat(join(folder, 'log'))).size).toBeLessThan(9_000_000);
  const next = await openAsLeft(folder);
  expect(await next.read(['tables'], (t) => t.keys('tables'))).toEqual([
    ['stays', 'f'],
    ['t', 'f'],
  ]);
  expect(await next.read(['tables'], (t) => t.get('tables', ['stays', 'f']))).toMatchObject({
    text: 'stays',
  });
  await store.forget?.();
  expect((await stat(join(folder, 'log'))).size).toBeLessThan(600_000);
  await closed(next);
  await closed(store);
});

test('[ND2] what is deleted leaves the disk, and files that nobody names are swept', async () => {
  const folder = newFolder();
  const store = await open(folder);
  await store.write(['blocks', 'shardBytes'], async (t) => {
    for (let i = 0; i < 9; i++) await t.put('blocks', ['rec', 0, i], block(i));
    await t.put('shardBytes', ['s'], new Uint8Array(50_000));
  });
  await store.write(['blocks'], (t) => t.delete('blocks', ['rec', 0, 0]));
  expect(await readdir(join(folder, 'values'))).toHaveLength(2);
  await store.write(
    ['blocks', 'shardBytes'],
    async (t) => {
      for (let i = 1; i < 9; i++) await t.delete('blocks', ['rec', 0, i]);
      await t.delete('shardBytes', ['s']);
    },
    { durability: 'strict' },
  );
  await store.read([], async () => {});
  expect(await readdir(join(folder, 'values'))).toEqual([]);
  await writeFile(join(folder, 'values', 'zz'), 'begun by a process that was killed');
  await writeFile(join(folder, 'log.new'), 'begun by another');
  await closed(store);
  const next = await open(folder);
  expect(await readdir(join(folder, 'values'))).toEqual([]);
  expect(await readdir(folder)).not.toContain('log.new');
  await next.write(['shardBytes'], (t) => t.put('shardBytes', ['s'], new Uint8Array(50_000)));
  expect((await next.read(['shardBytes'], (t) => t.get('shardBytes', ['s'])))?.length).toBe(50_000);
  await closed(next);
});

test('[ND3] a folder is one logger’s at a time, and the next one’s once that has ended', async () => {
  const folder = newFolder();
  const store = await open(folder);
  await expect(open(folder)).rejects.toMatchObject({
    code: 'storage_failed',
    message: expect.stringContaining('in use by another logger of this process'),
  });
  await closed(store);
  const holder = (mark: object) => writeFile(join(folder, 'lock'), JSON.stringify(mark));
  await holder({ pid: 1, startedAt: 'of another life', host: (await import('node:os')).hostname() });
  await closed(await open(folder));
  await holder({ pid: 1, startedAt: '1', host: 'elsewhere' });
  await expect(open(folder)).rejects.toThrow('process 1 on elsewhere');
  const longAgo = new Date(Date.now() - 120_000);
  await utimes(join(folder, 'lock'), longAgo, longAgo);
  await closed(await open(folder));
});

test('[ND4] what a process wrote as it ended is taken in, also while another has the folder', async () => {
  const folder = newFolder();
  const told: string[] = [];
  const store = await open(folder, { onDamaged: (name) => told.push(name) });
  const record = {
    identity: null,
    tables: [],
    entries: [],
    drops: [{ table: 't', reason: 'invalid', total: 1 }],
  } as const;
  writeExitFile(folder, ['client-1', 'id'], record);
  await writeFile(join(folder, 'exits', 'cut.json'), '{"identity":');
  const found = await store.read(['exits'], (t) => t.list('exits'));
  expect(found).toEqual([[['client-1', 'id'], record]]);
  expect(await readdir(join(folder, 'exits'))).toEqual(['cut.json.damaged']);
  expect(told).toEqual(['exits/cut.json.damaged']);
  await closed(store);
});

test('[ND8] the memory of a store is that of its keys, not of its values', async () => {
  const store = await open(newFolder());
  const before = process.memoryUsage();
  const text = 'x'.repeat(2_000);
  const rows = Array.from({ length: 500 }, (_, i) => ({
    seq: i,
    rowId: `r${i}`,
    at: 1,
    line: text,
    folded: [],
  }));
  for (let i = 0; i < 100; i++) {
    await store.write(['blocks', 'kept'], async (t) => {
      for (let index = 0; index < 10; index++)
        await t.put('blocks', [`rec${i}`, 0, index], block(i, 100_000));
      await t.put('kept', ['t', `a${i}`, 'b', 's'], {
        fingerprint: 'f',
        identity: { userId: 'u', proof: 'p' },
        clips: {},
        rows,
      });
    });
  }
  expect(store.usedBytes()).toBeGreaterThan(190_000_000);
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  expect(arrayBuffers - before.arrayBuffers + heapUsed - before.heapUsed).toBeLessThan(100_000_000);
  await closed(store);
});
