import { expect, it } from 'vitest';
import { labelOf, tallyOf } from './tally.ts';

it('an event that did not arrive is lost, one that arrived three times is one duplicate', () => {
  const arrivals = [0, 2, 2, 2, 3].map((number) => labelOf('trial', number));
  expect(tallyOf('trial', 4, arrivals)).toEqual({ called: 4, lost: 1, duplicated: 1 });
});

it('events of another trial and those that no number was given count for nothing', () => {
  expect(tallyOf('a', 1, [labelOf('b', 0), 'a.wake0', 'a.wake0', labelOf('a', 1)])).toEqual({
    called: 1,
    lost: 1,
    duplicated: 0,
  });
});
