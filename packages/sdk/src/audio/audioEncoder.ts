import type { StreamInfo } from './streamInfo.ts';

/** One whole FLAC frame: it decodes alone, so a file that ends after it is a sound file. */
export interface AudioFrame {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Samples of one channel that the frame holds. */
  readonly sampleCount: number;
}

/**
 * Encodes one stream of 16-bit mono PCM into FLAC, as it comes.
 *
 * Law: `header` followed by the frames, in order, is a FLAC file of exactly the PCM that went in; the bytes do not depend on how
 * the PCM was cut. An encoder keeps back less than two frames of samples. Memory is freed by `finish` and by `close`, whichever
 * comes first; after either, only `close` may be called.
 */
export interface AudioEncoder {
  /** `fLaC`, STREAMINFO without totals, VORBIS_COMMENT: the same for every stream of one build and one set of settings. */
  readonly header: Uint8Array<ArrayBuffer>;
  /** Takes PCM and gives the frames that it completes. Throws when the codec fails; the frames given so far stay sound. */
  encode(pcm: Int16Array): AudioFrame[];
  /** Ends the stream: gives the last frames and the totals with which the header is to be patched. */
  finish(): { readonly frames: AudioFrame[]; readonly streamInfo: StreamInfo };
  /** Gives up the stream and frees its memory. May be called at any time, and again. */
  close(): void;
}

/** Makes the encoder of the next stream. */
export type CreateAudioEncoder = () => AudioEncoder;
