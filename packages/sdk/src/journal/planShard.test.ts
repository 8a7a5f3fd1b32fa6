import { expect, test } from 'vitest';
import { planShard } from './planShard.ts';

const row = (seq: number, sizeBytes: number) => ({
  row: { seq, rowId: '', at: 0, cells: [], line: '[]', folded: [] },
  sizeBytes,
});
const MB = 1_000_000;
const limits = { maxBytes: 20 * MB, maxRows: Number.POSITIVE_INFINITY };

test('a shard takes the first rows that fit, in order', () => {
  const planned = planShard([row(0, 8 * MB), row(1, 8 * MB), row(2, 8 * MB), row(3, 1)], limits);
  expect(planned.map(({ row: { seq } }) => seq)).toEqual([0, 1]);
});

test('a row that is larger than a shard goes alone rather than never', () => {
  expect(planShard([row(0, 30 * MB), row(1, 1)], limits)).toHaveLength(1);
});

test('a shard has a bound of rows, too, and no rows make none', () => {
  const many = Array.from({ length: 60_000 }, (_, seq) => row(seq, 1));
  expect(planShard(many, limits)).toHaveLength(50_000);
  expect(planShard([], limits)).toEqual([]);
});

test('a shard takes no more rows than are wanted of it', () => {
  const many = Array.from({ length: 10 }, (_, seq) => row(seq, 1));
  expect(planShard(many, { ...limits, maxRows: 3 })).toHaveLength(3);
});

test('[R3] rows whose numbers have holes between them make shards whose ranges a relay takes', () => {
  const holed = Array.from({ length: 3_000 }, (_, i) => row(i * 2, 1));
  expect(planShard(holed, limits)).toHaveLength(1_000);
  const paired = Array.from({ length: 3_000 }, (_, i) => row(i + Math.floor(i / 2), 1));
  expect(planShard(paired, limits)).toHaveLength(2_000);
});
