import type { StorageStats } from '../api/stats.ts';
import type { Store } from '../store/store.ts';

export type Held = Pick<StorageStats, 'rowsBytes' | 'audioBytes' | 'asideCount'>;

/**
 * What this database holds, in bytes of ours: the text of rows and the files on their way, and the clips. A recording that runs, or was
 * cut and not yet completed, is not in it. Blocks are not read: their sizes stand with their clips.
 */
export function readHeld(store: Store): Promise<Held> {
  return store.read(['journal', 'shards', 'recordings', 'aside'], async (transaction) => {
    let [rowsBytes, audioBytes] = [0, 0];
    for (const [, { entries }] of await transaction.list('journal'))
      for (const { line } of entries) rowsBytes += line.length;
    for (const [, { sizeBytes }] of await transaction.list('shards')) rowsBytes += sizeBytes;
    for (const [, { clips }] of await transaction.list('recordings'))
      for (const { sizeBytes } of clips) audioBytes += sizeBytes;
    const asideCount = (await transaction.keys('aside')).length;
    return { rowsBytes, audioBytes, asideCount };
  });
}
