import { ParqueueError } from '../api/errors.ts';
import { audioId } from '../audio/audioId.ts';
import type { Clip as WholeClip } from '../audio/clip.ts';
import type { StoredClip } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { readClipBytes } from './readBlocks.ts';

/** What is kept of the clips of a recording that has ended; reads their files once, to be sure of them and for their digest. */
export function describeClips(
  store: Store,
  { now, sha256 }: Pick<EngineEnvironment, 'now' | 'sha256'>,
  recordingId: string,
  clips: readonly WholeClip[],
): Promise<StoredClip[]> {
  const endedAt = now();
  return Promise.all(
    clips.map(async ({ index, pcmSha256, startS, durationS, gapFrames, header, sizeBytes }) => {
      const clip: StoredClip = {
        recordingId,
        index,
        audioId: audioId(pcmSha256, endedAt),
        pcmSha256,
        flacSha256: '',
        startS,
        durationS,
        gapFrames,
        header,
        sizeBytes,
      };
      const bytes = await readClipBytes(store, clip);
      if (bytes === undefined) {
        const said = `recording ${recordingId}: some of its audio was not stored`;
        throw new ParqueueError('storage_failed', said);
      }
      return { ...clip, flacSha256: await sha256(bytes) };
    }),
  );
}
