import { expect, test } from 'vitest';
import { registerSync } from '../browser/registerSync.ts';
import { createBackgroundSync } from './backgroundSync.ts';

function opened(option: boolean | string | undefined, isGranted = true) {
  const tags: string[] = [];
  const sync = createBackgroundSync(
    option,
    () => isGranted,
    async (tag) => void tags.push(tag),
  );
  return { sync, tags };
}

test('[SD32] a page that leaves with rows that are not sent asks for a sync, one whose rows all arrived does not', async () => {
  const { sync, tags } = opened(true);
  sync?.hear('stored', { table: 'runs', rowIds: ['a', 'b'] });
  sync?.hear('accepted', { table: 'runs', shardId: 's', rowIds: ['a', 'b'] });
  sync?.leave(false);
  expect(tags).toEqual([]);
  sync?.hear('stored', { table: 'runs', rowIds: ['c'] });
  sync?.leave(false);
  expect(tags).toEqual(['parqueue']);
});

test('[SD32] rows that are not even stored ask for a sync, with the tag that the page chose', () => {
  const { sync, tags } = opened('mine');
  sync?.leave(true);
  expect(tags).toEqual(['mine']);
});

test('[SD32] a failure to send asks for a sync at once, and one is asked for at a time', async () => {
  const { sync, tags } = opened(true);
  sync?.hear('retry', { reason: 'no network', delayMs: 1 });
  sync?.leave(true);
  expect(tags).toHaveLength(1);
  await new Promise((resolve) => setTimeout(resolve, 0));
  sync?.leave(true);
  expect(tags).toHaveLength(2);
});

test('[SD32] without the option nothing is asked, and where there is no service worker asking does nothing', async () => {
  expect(opened(undefined).sync).toBeUndefined();
  expect(opened(false).sync).toBeUndefined();
  await expect(registerSync('parqueue')).resolves.toBeUndefined();
});

test('[SD32] [SD9] nothing is asked for while the consent is not granted', () => {
  const { sync, tags } = opened(true, false);
  sync?.hear('retry', { reason: 'no network', delayMs: 1 });
  sync?.leave(true);
  expect(tags).toEqual([]);
});
