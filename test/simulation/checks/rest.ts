import type { ReceiptRecord, ShardRecord } from '../../../packages/sdk/src/store/records.ts';
import type { World } from '../world.ts';

/** What keeps a run from being at rest: nothing waits on the device, and every live page's rows are stored. */
export function unrest({ disk, model, pages }: World): string[] {
  const waiting = disk.list('shards', []).filter(({ value }) => (value as ShardRecord).state === 'waiting');
  const awaited = disk
    .list('receipts', [])
    .filter(({ value }) => (value as ReceiptRecord).state === 'accepted');
  const live = new Set([...pages.keys()].filter(({ state }) => state === 'alive').map(({ name }) => name));
  const unstored = [...model.rows.values()].filter(
    ({ page, storedAt, hasFailed }) => live.has(page) && storedAt === undefined && !hasFailed,
  );
  return [
    ...disk.list('journal', []).map(({ key }) => `journal ${key}`),
    ...disk.list('exits', []).map(({ key }) => `exit ${key}`),
    ...waiting.map(({ key }) => `shard ${key} waits`),
    ...awaited.map(({ key }) => `receipt ${key} is accepted`),
    ...unstored.map(({ text }) => `row ${text} is not stored`),
  ];
}
