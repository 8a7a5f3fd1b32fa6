import { expect, test } from 'vitest';
import { isUtf8 } from './isUtf8.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function isDecoded(bytes: Uint8Array): boolean {
  try {
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

test('[RL11] text is UTF-8 exactly where the platform decodes it: every two bytes, and every lead with ends around its borders', () => {
  for (let lead = 0; lead < 256; lead++)
    for (let second = 0; second < 256; second++) {
      const two = Uint8Array.of(lead, second);
      expect(isUtf8(two, 0, 2), `${two}`).toBe(isDecoded(two));
      for (const rest of [[0x80], [0xbf], [0x7f], [0x80, 0x80], [0xbf, 0xbf], [0xbf, 0xc0]]) {
        const more = Uint8Array.of(lead, second, ...rest);
        if (isUtf8(more, 0, more.length) !== isDecoded(more)) expect.fail(`${more}`);
      }
    }
});

test('[RL11] a character that ends behind the value is none', () => {
  const bytes = new TextEncoder().encode('é');
  expect(isUtf8(bytes, 0, 2)).toBe(true);
  expect(isUtf8(bytes, 0, 1)).toBe(false);
});
