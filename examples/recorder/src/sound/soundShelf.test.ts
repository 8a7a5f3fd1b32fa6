import { expect, it } from 'vitest';
import { createSoundShelf } from './soundShelf.ts';

const clip = (recordingId: string, index = 0) => ({ recordingId, index });

function setUp(held: Record<string, number>) {
  const reads: string[] = [];
  let decodeCount = 0;
  const shelf = createSoundShelf({
    keptBytes: 100,
    readClip: async ({ recordingId, index }) => {
      const key = `${recordingId}/${index}`;
      reads.push(key);
      const sizeBytes = held[key];
      return sizeBytes === undefined ? undefined : new Blob([new Uint8Array(sizeBytes)]);
    },
    decode: async (file) => {
      decodeCount++;
      return new Float32Array(file.size).fill(0.5);
    },
  });
  return { shelf, reads, decodeCount: () => decodeCount };
}

it('a sound that was delivered meanwhile is still heard', async () => {
  const held: Record<string, number> = { 'a/0': 40 };
  const { shelf } = setUp(held);
  await shelf.read([clip('a')]);
  delete held['a/0'];
  expect((await shelf.read([clip('a')]))?.sizeBytes).toBe(40);
});

it('a file is read and decoded once', async () => {
  const { shelf, reads, decodeCount } = setUp({ 'a/0': 40 });
  await (await shelf.read([clip('a')]))?.outline();
  await (await shelf.read([clip('a')]))?.outline();
  expect([reads, decodeCount()]).toEqual([['a/0'], 1]);
});

it('what was heard longest ago makes room, and is read again', async () => {
  const { shelf, reads } = setUp({ 'a/0': 60, 'b/0': 30, 'c/0': 60 });
  for (const id of ['a', 'b', 'a', 'c', 'a']) await shelf.read([clip(id)]);
  expect(reads).toEqual(['a/0', 'b/0', 'c/0', 'a/0']);
});

it('a take of several clips is one sound, or none when a part is gone', async () => {
  const { shelf } = setUp({ 'a/0': 30, 'a/1': 40 });
  const sound = await shelf.read([clip('a', 0), clip('a', 1)]);
  expect(sound?.files.map(({ size }) => size)).toEqual([30, 40]);
  expect((await sound?.outline())?.high).toHaveLength(2);
  expect(await shelf.read([clip('a', 1), clip('a', 2)])).toBeUndefined();
});
