import type { Store } from '../store/store.ts';
import type { EngineEvent } from './engine.ts';
import { freeClips } from './freeClips.ts';

/** How long a clip waits for a row that takes it. */
const UNTAKEN_KEPT_MS = 7 * 24 * 3_600_000;

/** Deletes clips that no row has wanted for seven days, with their recording where nothing of it is left, and tells each. */
export async function dropUntaken(
  store: Store,
  now: number,
  emit: (event: EngineEvent) => void,
): Promise<void> {
  const old = await freeClips(store, ({ startedAt }) => startedAt < now - UNTAKEN_KEPT_MS);
  for (const { recordingId, record, clips, rowId } of old) {
    if (clips.length === 0 && (record.clips.length > 0 || rowId !== undefined)) continue;
    await store.write(['recordings', 'blocks'], async (transaction) => {
      for (const { index } of clips)
        for (const key of await transaction.keys('blocks', [recordingId, index]))
          await transaction.delete('blocks', key);
      const left = await transaction.keys('blocks', [recordingId]);
      if (left.length === 0) await transaction.delete('recordings', [recordingId]);
    });
    if (clips.length > 0) emit({ type: 'untaken', detail: { recordingId, clipCount: clips.length } });
  }
}
