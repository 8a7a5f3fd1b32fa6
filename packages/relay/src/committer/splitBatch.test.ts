import { expect, test } from 'vitest';
import type { SpooledShard } from '../spool/spool.ts';
import { pieces, splitBatch } from './splitBatch.ts';

const shards = ['a', 'b', 'c'].map((shardId) => ({ shardId }) as SpooledShard);

test('[RL25] a batch is halved by spools while it is of several, then by shards', () => {
  expect(splitBatch({ shards, spools: [1, 2, 3] })).toEqual([
    { shards, spools: [1] },
    { shards: [], spools: [2, 3] },
  ]);
  expect(splitBatch({ shards, spools: [4] })).toEqual([
    { shards, spools: [] },
    { shards: [], spools: [4] },
  ]);
  expect(splitBatch({ shards: [], spools: [1, 2, 3] })).toEqual([
    { shards: [], spools: [1, 2] },
    { shards: [], spools: [3] },
  ]);
  expect(splitBatch({ shards: [], spools: [1] })).toEqual([
    { shards: [], spools: [1] },
    { shards: [], spools: [1] },
  ]);
  expect(splitBatch({ shards, spools: [] })).toEqual([
    { shards: shards.slice(0, 2), spools: [] },
    { shards: shards.slice(2), spools: [] },
  ]);
});

test('pieces are of about one size, and all are there', () => {
  expect(pieces([1, 2, 3, 4, 5], 2)).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
  expect(pieces([1], 2)).toEqual([[1], []]);
  expect(pieces([1, 2], 1)).toEqual([[1, 2]]);
});
