import { expect, test } from 'vitest';
import { durationText, lineText, type Marker, marked, sizeText } from './lineText.ts';

test('{001.05} a line is its time in UTC, who said it, its level and the message', () => {
  expect(
    lineText(Date.UTC(2025, 10, 27, 14, 9, 16, 999), 'pipeline', 'INFO', '▶️ Stage demux: STARTING'),
  ).toBe('[2025-11-27 14:09:16] [pipeline] [INFO] ▶️ Stage demux: STARTING');
  expect(lineText(0, 'asr', 'WARNING', '')).toBe('[1970-01-01 00:00:00] [asr] [WARNING]');
});

test.each<[Marker, string]>([
  ['begin', '▶️ x'],
  ['input', '📥 x'],
  ['output', '📤 x'],
  ['done', '✅ x'],
  ['failed', '❌ x'],
  ['skipped', '⏭️ x'],
  ['about', '📋 x'],
  ['warning', '⚠️ x'],
])('{001.05} a message is marked as %s, or has no emoji', (marker, text) => {
  expect(marked(marker, 'x', true)).toBe(text);
  expect(marked(marker, 'x', false)).toBe('x');
});

test.each([
  [0, '0.0s'],
  [4.21, '4.2s'],
  [59.94, '59.9s'],
  [59.96, '1m 0s'],
  [200, '3m 20s'],
  [3599.6, '1h 0m'],
  [3725, '1h 2m'],
])('%d seconds are %s', (durationS, text) => {
  expect(durationText(durationS)).toBe(text);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [14_200, '14.2 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [45_300_000, '45.3 MB'],
])('%d bytes are %s', (sizeBytes, text) => {
  expect(sizeText(sizeBytes)).toBe(text);
});
