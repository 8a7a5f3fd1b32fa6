import { expect, test } from 'vitest';
import { UUID7_PATTERN } from '../wire/names.ts';
import { createUuid7 } from './uuid7.ts';

test('ids are UUIDs of version 7 that hold their time, and no two are the same', () => {
  const at = 1_790_000_000_123;
  const newId = createUuid7(
    () => at,
    (bytes) => void crypto.getRandomValues(bytes),
  );
  const ids = Array.from({ length: 5_000 }, newId);
  expect(new Set(ids).size).toBe(5_000);
  for (const id of ids) {
    expect(id).toMatch(UUID7_PATTERN);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(at);
  }
});

test('every digit of an id but its version is random: each of its values comes, about as often', () => {
  const newId = createUuid7(
    () => 0,
    (bytes) => void crypto.getRandomValues(bytes),
  );
  const ids = Array.from({ length: 16_000 }, () => newId().replaceAll('-', '').slice(13));
  for (let digit = 0; digit < 19; digit++) {
    const counts = new Map<string, number>();
    for (const id of ids) counts.set(id[digit] as string, (counts.get(id[digit] as string) ?? 0) + 1);
    // The variant has four values, the rest sixteen; 16,000 draws stay within a third of their mean.
    const values = digit === 3 ? 4 : 16;
    expect(counts.size, `digit ${digit}`).toBe(values);
    for (const count of counts.values())
      expect(Math.abs(count - 16_000 / values)).toBeLessThan(16_000 / values / 3);
  }
});
