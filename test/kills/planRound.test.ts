import { expect, test } from 'vitest';
import { KILL_POINTS } from './killPoints.ts';
import { planRound, roundOf } from './planRound.ts';

const shardsOf = (round: number) => {
  const { orders, last } = planRound(5, round);
  return [...orders, last];
};
const ROUNDS = Array.from({ length: 3 * KILL_POINTS.length }, (_, i) => 1 + i);

test('[RL31] every point of the relay’s work comes as often as any other', () => {
  const counts = Map.groupBy(ROUNDS, (round) => planRound(5, round).point.name);
  expect([...counts.keys()].sort()).toEqual(KILL_POINTS.map(({ name }) => name).sort());
  expect(new Set([...counts.values()].map(({ length }) => length))).toEqual(new Set([3]));
});

test('a round follows from seed and number, and no two have a shard in common', () => {
  expect(planRound(5, 7)).toEqual(planRound(5, 7));
  expect(planRound(5, 7).orders).not.toEqual(planRound(6, 7).orders);
  const numbers = ROUNDS.flatMap((round) => shardsOf(round).map(({ number }) => number));
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(ROUNDS.every((round) => shardsOf(round).every((order) => roundOf(order) === round))).toBe(true);
});

test('each round has lines and sound before its kill, and any kind of shard comes with it', () => {
  const plans = ROUNDS.map((round) => planRound(5, round));
  for (const { orders } of plans) {
    expect(orders.some(({ table }) => table === 'notes')).toBe(true);
    expect(orders.some(({ clipBytes }) => clipBytes >= 200_000)).toBe(true);
  }
  expect(new Set(plans.map(({ last }) => last.table))).toEqual(
    new Set(['plays', 'timings', 'notes', 'takes', 'verses']),
  );
});
