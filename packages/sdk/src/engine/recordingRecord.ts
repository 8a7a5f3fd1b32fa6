import type { ClipBlock } from '../audio/clip.ts';
import type { StartedClip, StoredClip } from '../store/records.ts';
import type { Store } from '../store/store.ts';

/** Notes that a clip has begun, so that it can be completed without the engine that records it. */
export const noteStart = (store: Store, recordingId: string, clip: StartedClip): Promise<void> =>
  store.write(['recordings'], async (transaction) => {
    const record = await transaction.get('recordings', [recordingId]);
    if (record === undefined) return;
    const started = [...(record.started ?? []), clip];
    await transaction.put('recordings', [recordingId], { ...record, started });
  });

export function writeBlock(store: Store, recordingId: string, block: ClipBlock): Promise<void> {
  const { clipIndex, blockIndex, bytes, sampleCount, minFrameBytes, maxFrameBytes } = block;
  const stored = { bytes, sampleCount, minFrameBytes, maxFrameBytes };
  return store.write(['blocks'], (t) => t.put('blocks', [recordingId, clipIndex, blockIndex], stored));
}

/** Notes that a recording is over, with its clips. One that was deleted meanwhile stays so. */
export const noteEnd = (store: Store, recordingId: string, clips: readonly StoredClip[]): Promise<void> =>
  store.write(
    ['recordings'],
    async (transaction) => {
      const record = await transaction.get('recordings', [recordingId]);
      if (record === undefined) return;
      const { started: _started, ...kept } = record;
      await transaction.put('recordings', [recordingId], { ...kept, state: 'complete', clips });
    },
    { durability: 'strict' },
  );
