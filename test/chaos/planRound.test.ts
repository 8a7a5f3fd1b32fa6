import { expect, test } from 'vitest';
import { KINDS, kindsOf, planRound, UNDISTURBED } from './planRound.ts';

test('a round is the same each time, whatever came before it', () => {
  expect(planRound(7, 31)).toEqual(planRound(7, 31));
  expect(planRound(7, 31)).not.toEqual(planRound(8, 31));
});

test('as many rounds as there are kinds have each kind at least once, and one that is left alone', () => {
  const kinds = KINDS.map((_, i) => kindsOf(planRound(5, 1 + i)));
  expect(new Set(kinds.flat())).toEqual(new Set(KINDS));
  expect(kinds.filter(([first]) => first === UNDISTURBED)).toHaveLength(1);
});

test('a short run has one fault a round', () => {
  const counts = KINDS.map((_, i) => planRound(5, 1 + i, { isShort: true }).strikes.length);
  expect([...counts].sort()).toEqual([0, ...KINDS.slice(1).map(() => 1)]);
});

test('a run of one kind has it in every round', () => {
  const kinds = KINDS.map((_, i) => kindsOf(planRound(5, 1 + i, { kind: 'browser killed' })));
  expect(kinds.every(([first]) => first === 'browser killed')).toBe(true);
});
