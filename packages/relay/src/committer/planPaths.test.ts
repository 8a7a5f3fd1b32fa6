import { expect, test } from 'vitest';
import { claimOf, idOf } from '../spool/spool.contract.ts';
import type { SpooledShard } from '../spool/spool.ts';
import { planPaths } from './planPaths.ts';

const shardOf = (letter: string, other: Partial<SpooledShard> = {}): SpooledShard => ({
  ...claimOf(letter),
  path: `data/takes/2026-11-20/${idOf(letter)}.parquet`,
  groupCount: 1,
  ...other,
});
const plan = (shards: readonly SpooledShard[], isKnown = (_: SpooledShard) => true) => [
  ...planPaths('batch', shards, isKnown).values(),
];

test('[RL10] {000.13} shards of one version of a table go into one file, named after the batch', () => {
  expect(plan([shardOf('a'), shardOf('b')])).toEqual(Array(2).fill('data/takes/2026-11-20/batch-0.parquet'));
});

test('[RL10] other versions, other tables and what does not fit have files of their own, whose names no other has', () => {
  const shards = [
    shardOf('a', { sizeBytes: 20_000_000 }),
    shardOf('b', { sizeBytes: 20_000_000 }),
    shardOf('c', { fingerprint: 'f'.repeat(16) }),
    shardOf('d', { table: 'errors', format: 'jsonl', path: 'data/errors/2026-11-21/d.jsonl' }),
  ];
  expect(plan(shards)).toEqual([
    'data/takes/2026-11-20/batch-0.parquet',
    'data/takes/2026-11-20/batch-1.parquet',
    'data/takes/2026-11-20/batch-2.parquet',
    'data/errors/2026-11-21/batch-3.jsonl',
  ]);
});

test('[R4] a shard of a version that the relay knew when it came, and does not any more, stays in a file of its own', () => {
  expect(plan([shardOf('a')], () => false)).toEqual([]);
});
