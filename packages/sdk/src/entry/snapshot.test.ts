import { expect, test } from 'vitest';
import { snapshot } from './snapshot.ts';

test('what is plain is copied to its depth, so that later changes of it do not show', () => {
  const row = {
    at: new Date(5),
    tags: ['a', { deep: [1, null, undefined, 2n] }],
    none: null,
    bare: Object.create(null),
  };
  const kept = snapshot(row) as typeof row;
  expect(kept).toEqual({ ...row, bare: {} });
  row.at.setTime(9);
  row.tags.push('b');
  (row.tags[1] as { deep: unknown[] }).deep.length = 0;
  expect(kept.at.getTime()).toBe(5);
  expect(kept.tags).toEqual(['a', { deep: [1, null, undefined, 2n] }]);
});

test('an object of a class stays itself; a key of any name is a key', () => {
  const clip = new (class Recording {
    recordingId = 'r';
  })();
  const row = JSON.parse('{"__proto__": {"x": 1}}');
  expect((snapshot({ clip }) as { clip: unknown }).clip).toBe(clip);
  expect(Object.keys(snapshot(row) as object)).toEqual(['__proto__']);
});
