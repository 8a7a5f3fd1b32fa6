import { expect, test } from 'vitest';
import { isBroken, judgeShards, type KnownShard } from './judgeShards.ts';
import type { FoundShard } from './readShards.ts';

const sent = (number: number, known: Partial<KnownShard> = {}): KnownShard => ({
  number,
  table: 'plays',
  rowCount: 10,
  isDurable: true,
  ...known,
});
const found = (number: number, there: Partial<FoundShard> = {}): FoundShard => ({
  number,
  table: 'plays',
  rowCount: 10,
  labelCount: 10,
  tornCount: 0,
  ...there,
});

test('[RL30] a dataset that holds each row once of what was told durable is sound', () => {
  const verdict = judgeShards([sent(1), sent(2)], [found(1), found(2)]);
  expect(verdict).toEqual({ shardCount: 2, durableRows: 20, lost: 0, duplicated: 0, torn: 0, foreign: [] });
  expect(isBroken(verdict)).toBe(false);
});

test('[RL30] a row that was told durable and is not there is lost, be it one or all of its shard', () => {
  const verdict = judgeShards([sent(1), sent(2)], [found(1, { rowCount: 9, labelCount: 9 })]);
  expect(verdict).toMatchObject({ lost: 11, duplicated: 0 });
  expect(isBroken(verdict)).toBe(true);
});

test('[RL30] a row that is there twice is duplicated, though another is missing', () => {
  const verdict = judgeShards([sent(1)], [found(1, { rowCount: 10, labelCount: 9 })]);
  expect(verdict).toMatchObject({ lost: 1, duplicated: 1 });
});

test('[RL30] a shard without a receipt may be there or not, but not in part, and not twice', () => {
  const unheard = [sent(1, { isDurable: false })];
  expect(isBroken(judgeShards(unheard, []))).toBe(false);
  expect(isBroken(judgeShards(unheard, [found(1)]))).toBe(false);
  expect(judgeShards(unheard, [found(1, { rowCount: 4, labelCount: 4 })])).toMatchObject({
    lost: 0,
    torn: 6,
  });
  expect(judgeShards(unheard, [found(1, { rowCount: 20 })])).toMatchObject({ duplicated: 10 });
});

test('[RL30] rows that are not what was said are torn, and those that nobody sent are told', () => {
  expect(judgeShards([sent(1)], [found(1, { tornCount: 3 })])).toMatchObject({ torn: 3 });
  expect(judgeShards([sent(1)], [found(1), found(7)]).foreign).toEqual([
    'plays: 10 rows of shard 7, which were not sent',
  ]);
  expect(judgeShards([sent(1)], [found(1, { table: 'takes' })])).toMatchObject({
    lost: 10,
    foreign: [expect.anything()],
  });
});
