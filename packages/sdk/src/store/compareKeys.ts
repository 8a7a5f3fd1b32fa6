import type { Key } from './store.ts';

/** IndexedDB's order: numbers before strings, element by element, the shorter first (https://w3c.github.io/IndexedDB/#compare-two-keys). */
export function compareKeys(a: Key, b: Key): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i] as string | number, b[i] as string | number];
    if (x === y) continue;
    if (typeof x !== typeof y) return typeof x === 'number' ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}
