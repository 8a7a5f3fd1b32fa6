import { planFiles } from '../parquet/planFiles.ts';
import type { SpooledShard } from '../spool/spool.ts';
import { groupedBy } from './groupedBy.ts';

/** Of a batch, by shard: the file that it goes into. A shard whose version nobody knows any more goes as it came, in a file of its own. */
export function planPaths(
  batchId: string,
  shards: readonly SpooledShard[],
  isKnown: (shard: SpooledShard) => boolean,
): ReadonlyMap<string, string> {
  const pathOf = new Map<string, string>();
  const alike = groupedBy(
    shards.filter((shard) => shard.format === 'jsonl' || isKnown(shard)),
    ({ table, fingerprint }) => `${table} ${fingerprint}`,
  );
  let fileCount = 0;
  for (const together of alike.values()) {
    for (const file of planFiles(together)) {
      // The day of the oldest: it came first.
      const [first] = together;
      const path = first && `${folderOf(first.path)}/${batchId}-${fileCount}.${first.format}`;
      for (const { shardId } of file) if (path !== undefined) pathOf.set(shardId, path);
      fileCount++;
    }
  }
  return pathOf;
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
