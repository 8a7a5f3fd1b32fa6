import { expect, test } from 'vitest';
import { parseOptions } from './options.ts';

test('several numbers of browsers are runs of their own', () => {
  expect(parseOptions(['--browsers', '10,100,1000']).browserCounts).toEqual([10, 100, 1000]);
});

test('a short run is of 100 browsers, and shorter than half a minute', () => {
  const { browserCounts, minutes } = parseOptions(['--short']);
  expect(browserCounts).toEqual([100]);
  expect(minutes).toBeLessThan(0.5);
});

test.each([
  [['--browsers', '10,x'], '--browsers x: expected a whole number from 1'],
  [['--minutes', '0'], '--minutes 0: expected a number above 0'],
  [['--speed', 'fast'], '--speed fast: expected a number above 0'],
])('%j is refused with what was expected', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
});
