import type { Store } from '../store/store.ts';
import { publicClip } from './describeClips.ts';
import type { EngineEvent } from './engine.ts';
import { freeClips } from './freeClips.ts';

/**
 * Tells of recordings that were cut off and completed: of those completed just now, and of those of before that have clips which no row
 * took yet.
 */
export async function tellRecovered(
  store: Store,
  justNow: readonly string[],
  emit: (event: EngineEvent) => void,
): Promise<void> {
  const recovered = await freeClips(store, ({ isRecovered }) => isRecovered === true);
  for (const { recordingId, record, clips, rowId } of recovered) {
    if (record.clips.length === 0 || (clips.length === 0 && !justNow.includes(recordingId))) continue;
    const { startedAt } = record;
    const durationS = record.clips.reduce((sum, clip) => sum + clip.durationS, 0);
    const detail = { recordingId, startedAt, durationS, clips: clips.map(publicClip) };
    emit({ type: 'recovered', detail: rowId === undefined ? detail : { ...detail, rowId } });
  }
}
