/** What the recording pipeline hands on: blocks while it runs, clips when they are whole. */

/** Rate of every recording in the dataset, in Hz. */
export const CLIP_RATE = 16_000;

/** A clip has begun. `header` is its provisional head: with it, and the blocks that were kept, the clip can be recovered. */
export interface ClipStart {
  readonly clipIndex: number;
  /** Sample of the recording at which the clip begins. */
  readonly startSample: number;
  readonly header: Uint8Array<ArrayBuffer>;
}

/** A run of whole FLAC frames, about half a second: what is persisted at a time. */
export interface ClipBlock {
  readonly clipIndex: number;
  /** From 0 in each clip, without holes. */
  readonly blockIndex: number;
  /** First sample of the block in its clip. */
  readonly firstSample: number;
  readonly sampleCount: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly minFrameBytes: number;
  readonly maxFrameBytes: number;
}

/** One whole clip. Its file is `header` followed by the bytes of its blocks; the SHA-256 of the FLAC is to be taken of that. */
export interface Clip {
  readonly index: number;
  /** Where in the recording it begins. */
  readonly startS: number;
  readonly durationS: number;
  readonly sampleCount: number;
  /** SHA-256 in hex of the 16-bit little-endian PCM. */
  readonly pcmSha256: string;
  /** The final head, with total, frame sizes and MD5. */
  readonly header: Uint8Array<ArrayBuffer>;
  readonly blockCount: number;
  /** Bytes of the whole file. */
  readonly sizeBytes: number;
  /** Frames (16 kHz) of silence that stand for input that never came. */
  readonly gapFrames: number;
  /** The same in frames of the input. */
  readonly gapInputFrames: number;
}
