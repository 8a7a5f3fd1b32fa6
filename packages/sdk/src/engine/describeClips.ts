import { ParqueueError } from '../api/errors.ts';
import { audioId } from '../audio/audioId.ts';
import type { Clip as WholeClip } from '../audio/clip.ts';
import type { StoredClip } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { readClipBytes } from './readBlocks.ts';

type Digest = Pick<EngineEnvironment, 'sha256'>;

/**
 * Reads the file of a clip once, to be sure of it and for its digest. Asked for as soon as a clip is whole, so that the end of a long
 * recording is no more work than that of a short one, and no two files lie in memory at a time.
 */
export async function digestClip<C extends Pick<WholeClip, 'index' | 'header' | 'sizeBytes'>>(
  store: Store,
  { sha256 }: Digest,
  recordingId: string,
  clip: C,
): Promise<C & { readonly flacSha256: string }> {
  const { index, header, sizeBytes } = clip;
  const bytes = await readClipBytes(store, { recordingId, index, header, sizeBytes });
  if (bytes === undefined) {
    const said = `recording ${recordingId}: some of its audio was not stored`;
    throw new ParqueueError('storage_failed', said);
  }
  return { ...clip, flacSha256: await sha256(bytes) };
}

/** What is kept of the clips of a recording that has ended, each with the digest of its file. */
export function describeClips(
  endedAt: number,
  recordingId: string,
  clips: readonly (WholeClip & { readonly flacSha256: string })[],
): StoredClip[] {
  return clips.map(({ index, pcmSha256, flacSha256, startS, durationS, gapFrames, header, sizeBytes }) => ({
    recordingId,
    index,
    audioId: audioId(pcmSha256, endedAt),
    pcmSha256,
    flacSha256,
    startS,
    durationS,
    gapFrames,
    header,
    sizeBytes,
  }));
}
