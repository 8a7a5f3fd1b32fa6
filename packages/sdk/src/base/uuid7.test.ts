import { UUID7_PATTERN } from '@parqueue/schema/wire';
import { expect, test } from 'vitest';
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
