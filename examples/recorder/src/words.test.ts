import { expect, it } from 'vitest';
import { parsePlace, relayOf } from './pageConfig.ts';
import { formatAgo, formatDuration, formatSize, formatSpan, formatTenths, shortId } from './words.ts';

it.each([
  [0, '0:00'],
  [4.96, '0:04'],
  [750, '12:30'],
  [3725, '1:02:05'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

it('tenths are cut, not rounded, as a clock does', () => {
  expect([0, 0.3, 4.96, 3.9999999].map(formatTenths)).toEqual(['.0', '.3', '.9', '.0']);
  expect(formatDuration(3.9999999)).toBe('0:04');
});

it.each([
  [812, '812 bytes'],
  [1500, '1.5 kB'],
  [184_200, '184 kB'],
  [4_210_000, '4.2 MB'],
  [2_100_000_000, '2.1 GB'],
])('%d bytes are %s', (sizeBytes, text) => {
  expect(formatSize(sizeBytes)).toBe(text);
});

it.each([
  [20, 'just now'],
  [60, '1 minute ago'],
  [7200, '2 hours ago'],
  [200_000, '2 days ago'],
])('%d seconds ago is %s', (seconds, text) => {
  expect(formatAgo(0, seconds * 1000)).toBe(text);
});

it('the relay is the page’s own server, or the one that the address names', () => {
  expect(relayOf(new URL('http://127.0.0.1:8080/x?y'))).toBe('http://127.0.0.1:8080');
  expect(relayOf(new URL('http://127.0.0.1/?relay=https://r.example'))).toBe('https://r.example');
});

it.each([
  null,
  'x',
  {},
  { hub: 'x', repo: 'a/b' },
  { hub: 'javascript:alert(1)', repo: 'a/b' },
  { hub: 'https://h', repo: '' },
])('a config of %o names no place', (config) => {
  expect(parsePlace(config)).toBeUndefined();
});

it('a config names the Hub and the repo', () => {
  expect(parsePlace({ hub: 'https://h', repo: 'a/b', more: 1 })).toEqual({ hub: 'https://h', repo: 'a/b' });
});

it.each([
  [0, '0 seconds'],
  [59_999, '59 seconds'],
  [25 * 60_000, '25 minutes'],
  [1.5 * 86_400_000, '1 day'],
])('a span of %d ms is %s', (durationMs, words) => {
  expect(formatSpan(durationMs)).toBe(words);
});

it('an id is shortened where it is long', () => {
  expect(shortId('0193f0a0-2b1c-7e44-9d10-5a6be07c41f3')).toBe('0193…41f3');
  expect(shortId('abc')).toBe('abc');
});
