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
