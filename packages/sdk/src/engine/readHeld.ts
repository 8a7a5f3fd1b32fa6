import type { StorageStats } from '../api/stats.ts';
import type { ShardRecord } from '../store/records.ts';
import type { Reading, Store } from '../store/store.ts';
import { hasAudio } from './completeRow.ts';

export type Held = Pick<StorageStats, 'rowsBytes' | 'audioBytes' | 'asideCount'>;

/**
 * What this database holds, in bytes of ours: the text of rows and the files on their way, and the clips. The file of a table with audio is
 * a copy of clips that lie here until its receipt, and counts as neither. A recording that runs, or was cut and not yet completed, is not
 * in it. Blocks are not read: their sizes stand with their clips.
 */
export function readHeld(store: Store): Promise<Held> {
  return store.read(['journal', 'shards', 'tables', 'recordings', 'aside'], async (transaction) => {
    let [rowsBytes, audioBytes] = [0, 0];
    for (const [, { entries }] of await transaction.list('journal'))
      for (const { line } of entries) rowsBytes += line.length;
    for (const [, shard] of await transaction.list('shards'))
      if (!(await isOfAudio(transaction, shard))) rowsBytes += shard.sizeBytes;
    for (const [, { clips }] of await transaction.list('recordings'))
      for (const { sizeBytes } of clips) audioBytes += sizeBytes;
    const asideCount = (await transaction.keys('aside')).length;
    return { rowsBytes, audioBytes, asideCount };
  });
}

async function isOfAudio(transaction: Reading, { table, fingerprint }: ShardRecord): Promise<boolean> {
  const definition = await transaction.get('tables', [table, fingerprint]);
  return definition !== undefined && hasAudio(definition);
}
