import { expect, test } from 'vitest';
import { FILE_MAX_BYTES, FILE_MAX_GROUPS, planFiles } from './planFiles.ts';

const sizes = (...numbers: number[]) => numbers.map((sizeBytes) => ({ sizeBytes, groupCount: 1 }));
const plan = (...numbers: number[]) =>
  planFiles(sizes(...numbers)).map((file) => file.map(({ sizeBytes }) => sizeBytes));

test('[RL10] shards go the largest first, until a file is full', () => {
  expect(plan(1, 3, 2)).toEqual([[3, 2, 1]]);
  expect(plan(FILE_MAX_BYTES - 1, 1, 1)).toEqual([[FILE_MAX_BYTES - 1, 1], [1]]);
});

test('[RL10] a shard that is larger than a file has one of its own', () => {
  expect(plan(1, FILE_MAX_BYTES + 1, 2)).toEqual([[FILE_MAX_BYTES + 1], [2, 1]]);
});

test('[RL10] a file has no more groups than a footer should hold', () => {
  const files = planFiles(
    Array.from({ length: FILE_MAX_GROUPS + 1 }, () => ({ sizeBytes: 1, groupCount: 1 })),
  );
  expect(files.map((file) => file.length)).toEqual([FILE_MAX_GROUPS, 1]);
});

test('[RL10] no shards are no files, and the same shards give the same files', () => {
  expect(planFiles([])).toEqual([]);
  const shards = sizes(5, 5, 5);
  expect(planFiles(shards)).toEqual([shards]);
});
