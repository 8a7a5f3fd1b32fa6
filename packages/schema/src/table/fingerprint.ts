import type { Features } from './table.ts';

const PRIME = 0x100000001b3n;
const OFFSET = 0xcbf29ce484222325n;
const MASK = 0xffffffffffffffffn;

/**
 * Sixteen hex digits that change when a file of the table would look different: format, column names, order, types.
 *
 * FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/index.html): it names versions of a table and guards nothing.
 */
export function fingerprintOf(table: { readonly format: string; readonly features: Features }): string {
  const text = JSON.stringify([table.format, Object.entries(table.features)]);
  let hash = OFFSET;
  for (const byte of utf8(text)) hash = ((hash ^ BigInt(byte)) * PRIME) & MASK;
  return hash.toString(16).padStart(16, '0');
}

/** UTF-8 without the platform's TextEncoder: this package uses the language alone. */
function* utf8(text: string): Generator<number> {
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0xfffd;
    if (point < 0x80) yield point;
    else if (point < 0x800) yield* [0xc0 | (point >> 6), 0x80 | (point & 63)];
    else if (point < 0x10000) yield* [0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63)];
    else {
      yield* [
        0xf0 | (point >> 18),
        0x80 | ((point >> 12) & 63),
        0x80 | ((point >> 6) & 63),
        0x80 | (point & 63),
      ];
    }
  }
}
