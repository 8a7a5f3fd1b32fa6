import { expect, it } from 'vitest';
import { audioId, clipFileName } from './audioId.ts';

const HASH = '0123456789abcdef'.repeat(4);
const AT = Date.UTC(2026, 10, 20, 23, 5, 9, 999);

it('[AU2] {000.28} names a recording by its PCM and the UTC time of the append', () => {
  expect(audioId(HASH, AT)).toBe('0123456789abcdef:20261120T230509');
});

it('names its file without a colon', () => {
  expect(clipFileName(HASH, AT)).toBe('0123456789abcdef-20261120T230509.flac');
});

it('refuses a hash that is not a SHA-256 in hex', () => {
  expect(() => audioId(HASH.slice(1), AT)).toThrow(/not a SHA-256/);
  expect(() => clipFileName(HASH.toUpperCase(), AT)).toThrow(/not a SHA-256/);
});
