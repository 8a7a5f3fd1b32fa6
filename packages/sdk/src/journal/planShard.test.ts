import { expect, test } from 'vitest';
import { planShard } from './planShard.ts';

const row = (seq: number, sizeBytes: number) => ({ row: { seq, rowId: '', at: 0, cells: [] }, sizeBytes });
const MB = 1_000_000;

test('a shard takes the first rows that fit, in order', () => {
  const planned = planShard([row(0, 8 * MB), row(1, 8 * MB), row(2, 8 * MB), row(3, 1)], 20 * MB);
  expect(planned.map(({ row: { seq } }) => seq)).toEqual([0, 1]);
});

test('a row that is larger than a shard goes alone rather than never', () => {
  expect(planShard([row(0, 30 * MB), row(1, 1)], 20 * MB)).toHaveLength(1);
});

test('a shard has a bound of rows, too, and no rows make none', () => {
  const many = Array.from({ length: 60_000 }, (_, seq) => row(seq, 1));
  expect(planShard(many, 20 * MB)).toHaveLength(50_000);
  expect(planShard([], 20 * MB)).toEqual([]);
});
