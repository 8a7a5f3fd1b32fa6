import type { Clip } from '../api/audio.ts';
import { audioId } from '../audio/audioId.ts';
import type { Clip as WholeClip } from '../audio/clip.ts';
import { concatenate } from '../base/concatenate.ts';
import type { StoredClip } from '../store/records.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';

/** A clip with the digest of its file, which is its final header and its blocks. */
export async function digestClip<C extends Pick<WholeClip, 'header'>>(
  { sha256 }: Pick<EngineEnvironment, 'sha256'>,
  clip: C,
  blocks: readonly Uint8Array[],
): Promise<C & { readonly flacSha256: string }> {
  return { ...clip, flacSha256: await sha256(concatenate([clip.header, ...blocks])) };
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

/** What the page is given of a clip. */
export function publicClip({
  header: _header,
  sizeBytes: _sizeBytes,
  takenBy: _takenBy,
  ...clip
}: StoredClip): Clip {
  return clip;
}
