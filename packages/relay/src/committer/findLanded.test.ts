import { expect, test } from 'vitest';
import { findLanded } from './findLanded.ts';

const landed = async (...args: Parameters<typeof findLanded>) => (await findLanded(...args)).landed;

const commitOf = (digit: string): string => digit.repeat(40);

/** A repo with these files, by path the commit that they are from. */
const hubWith = (files: Readonly<Record<string, string>>, marks: readonly string[] = []) => ({
  history: async () =>
    ['9', ...marks].map((mark, i) => ({
      commit: i === 0 ? commitOf('9') : commitOf('5'),
      title: 'Add',
      description: mark,
    })),
  files: async (paths: readonly string[]) =>
    paths
      .filter((path) => path in files)
      .map((path) => ({ path, sizeBytes: 1, sha256: undefined, commit: files[path] })),
});

test('[R3] a batch landed with the commit that bears its mark, or that of a whole that it was a part of', async () => {
  const hub = hubWith({}, ['Parqueue-Batch: whole']);
  expect(await landed(hub, { batchIds: ['part', 'whole'], paths: ['a'] })).toBe(commitOf('5'));
  expect(await landed(hub, { batchIds: ['other'], paths: ['a'] })).toBeUndefined();
});

test('[R3] all of its files are proof, some are not, and none least of all', async () => {
  const hub = hubWith({ a: commitOf('3'), b: commitOf('3') });
  expect(await landed(hub, { batchIds: ['x'], paths: ['a', 'b'] })).toBe(commitOf('3'));
  expect(await landed(hub, { batchIds: ['x'], paths: ['a', 'c'] })).toBeUndefined();
  expect(await landed(hub, { batchIds: ['x'], paths: [] })).toBeUndefined();
});
