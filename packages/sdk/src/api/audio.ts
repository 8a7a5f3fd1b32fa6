/** One finished FLAC value: 16 kHz, mono, 16 bit. Nearly every recording has one; a longer one than 15 minutes has several. */
export interface Clip {
  readonly recordingId: string;
  /** Index of the clip in its recording, from 0. */
  readonly index: number;
  /** First 16 hex digits of `pcmSha256`, `:`, UTC time as `YYYYMMDDTHHMMSS`. */
  readonly audioId: string;
  /** SHA-256, in hex, of the 16-bit little-endian PCM. */
  readonly pcmSha256: string;
  /** SHA-256, in hex, of the FLAC file. */
  readonly flacSha256: string;
  /** Where the clip begins in its recording, in seconds. */
  readonly startS: number;
  readonly durationS: number;
  /** Samples at 16 kHz that were lost on the way in and stand as zeros. */
  readonly gapFrames: number;
}

export interface RecordOptions {
  /** Default: the microphone, asked for with echo cancellation, noise suppression and gain control off. */
  readonly stream?: MediaStream;
  /** Which microphone, when no stream is given. */
  readonly deviceId?: string;
}

/** Loudness of a stretch of audio, for meters and waveforms: full scale is 1. */
export interface Level {
  readonly min: number;
  readonly max: number;
  readonly rms: number;
  /** Length of the stretch, in seconds. */
  readonly durationS: number;
}

/** Why a recording hears nothing any more, or again: the device went, the system or another app took the microphone, or gave it back. */
export type Interruption = 'device_lost' | 'muted' | 'unmuted' | 'suspended' | 'resumed';

/** A take that is running. Given to `append` as it is, its row waits until it has stopped. */
export interface Recording {
  readonly recordingId: string;
  /** What the browser says of the input: device, rate, processing. */
  readonly settings: MediaTrackSettings;
  readonly state: 'recording' | 'paused' | 'stopped';
  pause(): void;
  resume(): void;
  /** Ends the take. The clips are on this device, in FLAC, when it resolves; calling again gives the same. */
  stop(): Promise<{ readonly clips: readonly Clip[] }>;
  /** Ends the take and deletes it. */
  cancel(): Promise<void>;
  onLevel(listener: (level: Level) => void): () => void;
  onInterruption(listener: (interruption: Interruption) => void): () => void;
}

/** Samples from -1 to 1 (with `sampleRate`), or a file: WAV and FLAC are read exactly, the rest as the browser decodes it. */
export type EncodeInput = Float32Array | AudioBuffer | Blob;
