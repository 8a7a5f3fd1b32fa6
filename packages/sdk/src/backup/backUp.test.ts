import { expect, test } from 'vitest';
import { createMemoryStore } from '../store/memoryStore.ts';
import { storeContract } from '../store/store.contract.ts';
import { ALL_AREAS, type Store } from '../store/store.ts';
import {
  blockOf,
  blocksIn,
  bytesOf,
  contentsOf,
  copyOf,
  endOf,
  namesIn,
  openPair,
  putBlock,
  putBytes,
  tailOf,
} from '../testing/backupRig.ts';
import { dyingStore } from '../testing/dyingStore.ts';
import { createDisks, createMemoryMark, type Disks, openMemoryFiles } from '../testing/memoryFiles.ts';
import { backUp, type Deletion } from './backUp.ts';

storeContract('with a second copy', async () => (await openPair()).store);

test('[ST5] a database that is gone is as it was, and its account too', async () => {
  const { store, database, disks } = await openPair();
  const clip = { recordingId: 'r', index: 0, durationS: 1, startS: 0, gapFrames: 0, pcmSha256: 'x' };
  const recording = {
    clientId: 'c',
    startedAt: 5,
    state: 'complete' as const,
    clips: [{ ...clip, header: Uint8Array.of(1, 2), sizeBytes: 7 }],
  };
  await store.write(ALL_AREAS, async (t) => {
    await t.put('counters', ['n'], { appended: 1, accepted: 0, committed: 0, dead: 0, dropped: {} });
    await t.put('recordings', ['r'], recording as never);
    await t.put('blocks', ['r', 0, 0], blockOf(3));
    await t.put('blocks', ['r', 0, 1], blockOf(4));
    await t.put('journal', ['n', 'c', 'j'], {
      fingerprint: 'f',
      identity: null,
      entries: [{ table: 'n', seq: 0, change: 0, rowId: 'ü', at: 1.5, line: '["\u2028"]' }],
    });
    await t.delete('journal', ['n', 'c', 'never there']);
  });
  await putBytes(store, 'a', 1);
  await putBytes(store, 'b', 2);
  await store.write(['shardBytes'], (t) => t.delete('shardBytes', ['a']));
  await putBlock(store, 2);
  await store.write(['recordings', 'blocks'], (t) => t.delete('blocks', ['r', 0, 1]));
  const after = await openPair({ disks });
  expect(await contentsOf(after.store)).toEqual(await contentsOf(database));
  expect(after.deletions).toEqual([{ reason: 'it was gone', isRestored: true }]);
  // What was restored has its copy, which goes on.
  await putBytes(after.store, 'c', 3);
  const third = await openPair({ disks });
  expect(await namesIn(third.store)).toEqual([['b'], ['c']]);
});

test('[ST5] a first visit restores nothing and tells nothing', async () => {
  const { store, deletions } = await openPair();
  expect(await namesIn(store)).toEqual([]);
  expect(deletions).toEqual([]);
});

test('[ST5] what somebody wrote who was killed before the commit is written over, and does not come back', async () => {
  const { store, disks, database } = await openPair();
  await putBytes(store, 'a', 1);
  const dying = dyingStore(database);
  const other = await openPair({ disks, database: dying.store });
  dying.die();
  await expect(putBytes(other.store, 'killed', ...new Array<number>(300).fill(9))).rejects.toThrow('killed');
  expect(Buffer.from(disks[0].backup.bytes).includes(Buffer.alloc(300, 9))).toBe(true);
  await putBytes(store, 'b', 2);
  expect(await namesIn((await openPair({ disks })).store)).toEqual([['a'], ['b']]);
});

test('[ST5] a frame that is not whole ends the copy, whatever follows', async () => {
  const { store, disks, database } = await openPair();
  await putBytes(store, 'a', 1);
  const sizeBytes = await endOf(database);
  await putBytes(store, 'b', 2);
  const endsAt = await endOf(database);
  await putBytes(store, 'c', 3);
  const lastEndsAt = await endOf(database);
  for (let at = sizeBytes; at < endsAt; at++) {
    const torn: Disks = [copyOf(disks[0]), copyOf(disks[1])];
    const { bytes } = torn[0].backup;
    bytes[at] = (bytes[at] as number) ^ 0x55;
    expect(await namesIn((await openPair({ disks: torn })).store)).toEqual([['a']]);
  }
  for (let at = sizeBytes; at < lastEndsAt + 4; at++) {
    const cut: Disks = [copyOf(disks[0], at), copyOf(disks[1])];
    const [first] = await namesIn((await openPair({ disks: cut })).store);
    expect(first).toEqual(['a']);
  }
});

test('[ST5] a copy that is begun anew counts from its last frame on; until then, the one before does', async () => {
  const { store, disks, database } = await openPair();
  await putBytes(store, 'a', ...new Array<number>(1_000).fill(1));
  await putBytes(store, 'gone', 7, 7, 7, 7);
  await store.write(['shardBytes'], (t) => t.delete('shardBytes', ['gone']));
  const before = copyOf(disks[0]);
  await store.forget?.();
  const endsAt = await endOf(database);
  const begun = copyOf(disks[1]);
  expect(disks[0].backup.bytes.length).toBe(0);
  expect(Buffer.from(begun.backup.bytes).includes(Buffer.of(7, 7, 7, 7))).toBe(false);
  for (let size = 0; size <= endsAt + 4; size += 7) {
    const disks: Disks = [copyOf(before), copyOf(begun, size)];
    expect(await namesIn((await openPair({ disks })).store)).toEqual([['a']]);
  }
});

test('[ST5] a copy that was begun anew and never committed is not taken for the one that went on', async () => {
  const { store, disks, database } = await openPair();
  await putBytes(store, 'a', 1);
  const dying = dyingStore(database);
  // The dead do not tidy up.
  const files = openMemoryFiles(disks, undefined, (file) => ({
    ...file,
    truncate: (sizeBytes: number) =>
      dying.isDead() && sizeBytes === 0 && file.getSize() > 0 ? undefined : file.truncate(sizeBytes),
  }));
  const other = await backUp(dying.store, files, createMemoryMark(), () => {});
  dying.die();
  await other.forget?.();
  expect(bytesOf(disks).map(({ length }) => length > 0)).toEqual([true, true]);
  await putBytes(store, 'b', 2);
  expect(await namesIn((await openPair({ disks })).store)).toEqual([['a'], ['b']]);
});

test('[ST5] a connection that comes back to another database gives that what the first had', async () => {
  let database = createMemoryStore();
  const moving: Store = {
    kind: 'memory',
    deletedBecause: () => 'corrupted',
    read: (...given) => database.read(...given),
    write: (...given) => database.write(...given),
    close() {},
  };
  const deletions: Deletion[] = [];
  const store = await backUp(
    moving,
    openMemoryFiles(createDisks()),
    createMemoryMark(),
    (one) => void deletions.push(one),
  );
  expect(deletions).toEqual([{ reason: 'corrupted', isRestored: false }]);
  await putBytes(store, 'a', 1);
  database = createMemoryStore();
  await putBytes(store, 'b', 2);
  expect(await namesIn(store)).toEqual([['a'], ['b']]);
  expect(deletions).toEqual([
    { reason: 'corrupted', isRestored: false },
    { reason: 'corrupted', isRestored: true },
  ]);
});

test('[ST5] several tabs restore once, and all write on', async () => {
  const { store, disks } = await openPair();
  await putBytes(store, 'a', 1);
  const database = createMemoryStore();
  const tabs = await Promise.all([0, 1, 2].map(() => openPair({ database, disks })));
  expect(tabs.flatMap(({ deletions }) => deletions)).toHaveLength(1);
  await Promise.all(tabs.map((tab, i) => putBytes(tab.store, `tab ${i}`, i)));
  expect(await namesIn((await openPair({ disks })).store)).toHaveLength(4);
});

test('[ST5] a copy is begun anew by itself when most of what is in it is gone, and not before', async () => {
  const { store, disks, database } = await openPair();
  const mebibyte = new Uint8Array(1024 * 1024);
  const put = (i: number) => store.write(['shardBytes'], (t) => t.put('shardBytes', [`${i}`], mebibyte));
  for (let i = 0; i < 10; i++) await put(i);
  expect(await tailOf(database)).toMatchObject({ generation: 1, putCount: 10, goneCount: 0 });
  for (let i = 0; i < 6; i++) await store.write(['shardBytes'], (t) => t.delete('shardBytes', [`${i}`]));
  await expect.poll(() => tailOf(database)).toMatchObject({ generation: 2, putCount: 4 });
  const sizeBytes = () => bytesOf(disks).reduce((sum, { length }) => sum + length, 0);
  await expect.poll(sizeBytes).toBeLessThan(4.3 * mebibyte.length);
  expect(await namesIn((await openPair({ disks })).store)).toHaveLength(4);
});

test('[ST5] [R13] a block of somebody who was killed before the commit does not come back into a recording that was recovered since', async () => {
  const { store, disks, database } = await openPair();
  await putBlock(store, 0);
  const dying = dyingStore(database);
  const other = await openPair({ disks, database: dying.store });
  dying.die();
  await expect(putBlock(other.store, 1)).rejects.toThrow('killed');
  await store.write(['recordings', 'blocks'], (t) =>
    t.put('recordings', ['r'], { clientId: 'c', startedAt: 5, state: 'complete', clips: [] }),
  );
  expect(await blocksIn((await openPair({ disks, database })).store)).toEqual([0]);
  expect(await blocksIn((await openPair({ disks })).store)).toEqual([0]);
});

test('[ST5] [R13] a block waits for nobody who writes rows: their transactions have no area in common', async () => {
  const database = createMemoryStore();
  const taken: (readonly string[])[] = [];
  const watched: Store = {
    ...database,
    write(areas, ...rest) {
      taken.push(areas);
      return database.write(areas, ...rest);
    },
  };
  const { store } = await openPair({ database: watched });
  taken.length = 0;
  await putBlock(store, 0);
  await putBytes(store, 'a', 1);
  const [block = [], rows = []] = taken;
  expect(block).toContain('blocks');
  expect(rows.filter((area) => block.includes(area))).toEqual([]);
});
