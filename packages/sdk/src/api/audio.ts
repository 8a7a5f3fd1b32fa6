import type { Unsubscribe } from './events.ts';

/** One finished FLAC value: 16 kHz, mono, 16 bit. Nearly every recording has one; a longer one than 15 minutes has several. */
export interface Clip {
  /** UUIDv7 of the recording that it is a part of. */
  readonly recordingId: string;
  /** Index of the clip in its recording, from 0. */
  readonly index: number;
  /**
   * First 16 hex digits of `pcmSha256`, `:`, and the UTC time as `YYYYMMDDTHHMMSS`: `a3f7b2c91e04d8f2:20260203T141532`. Here the time is
   * that of the recording's end; a column that is filled with `audioId` has that of the row's append.
   */
  readonly audioId: string;
  /** SHA-256, as 64 hex digits, of the 16-bit little-endian PCM. */
  readonly pcmSha256: string;
  /** SHA-256, as 64 hex digits, of the FLAC file. */
  readonly flacSha256: string;
  /** Where the clip begins in its recording, in seconds. */
  readonly startS: number;
  /** Length, in seconds. */
  readonly durationS: number;
  /** Samples at 16 kHz that were lost on the way in and stand as zeros. */
  readonly gapFrames: number;
}

/**
 * What to record.
 *
 * @example
 * ```ts
 * const context = new AudioContext();
 * const { stream } = context.createMediaStreamDestination();
 * const take = await log.record({ stream });
 * ```
 */
export interface RecordOptions {
  /**
   * Where the sound comes from; its tracks go on when the recording ends. Default: the microphone, asked for with echo cancellation, noise
   * suppression and gain control off.
   */
  readonly stream?: MediaStream;
  /** Which microphone, by the id that `enumerateDevices` gives. Default: the one that the system prefers. Has no meaning beside `stream`. */
  readonly deviceId?: string;
}

/**
 * How audio that exists already is to be read.
 *
 * @example
 * ```ts
 * const tone = Float32Array.from({ length: 48_000 }, (_, i) => Math.sin((2 * Math.PI * 440 * i) / 48_000));
 * const [clip] = await log.encode(tone, { sampleRate: 48_000 });
 * ```
 */
export interface EncodeOptions {
  /** Rate in Hz of a `Float32Array`, which needs it. Default: what the input itself states; given beside such an input, it is refused. */
  readonly sampleRate?: number;
}

/** Loudness of a stretch of audio, for meters and waveforms: full scale is 1. */
export interface Level {
  /** The lowest sample, from -1. */
  readonly min: number;
  /** The highest sample, to 1. */
  readonly max: number;
  /** Root of the mean square, from 0 to 1. */
  readonly rms: number;
  /** Length of the stretch, in seconds. */
  readonly durationS: number;
}

/**
 * Why a recording hears nothing any more, or hears again.
 *
 * | interruption | what happened |
 * |---|---|
 * | `device_lost` | the input ended: the device was unplugged, or the permission withdrawn |
 * | `muted` | the system or another app took the microphone |
 * | `unmuted` | it gave it back |
 * | `suspended` | the browser halted audio, such as for a telephone call |
 * | `resumed` | audio runs again |
 */
export type Interruption = 'device_lost' | 'muted' | 'unmuted' | 'suspended' | 'resumed';

/** A recording that has ended. */
export interface Recorded {
  /** Its clips in order, each at most 15 minutes long; none where nothing was heard. */
  readonly clips: readonly Clip[];
}

/**
 * A take that is running. It is kept on the device while it runs, about every half second. Given to `append` as it is, its row waits until
 * it has stopped.
 */
export interface Recording {
  /** UUIDv7. */
  readonly recordingId: string;
  /** What the browser says of the input: device, rate in Hz, processing. */
  readonly settings: MediaTrackSettings;
  /** What it does now. */
  readonly state: 'recording' | 'paused' | 'stopped';
  /**
   * Hears nothing until `resume`; the pause is no part of the clip. Does nothing unless it records.
   *
   * @example
   * ```ts
   * recording.pause();
   * ```
   */
  pause(): void;
  /**
   * Hears again. Does nothing unless it is paused; where the browser does not let audio run, listeners hear `suspended`.
   *
   * @example
   * ```ts
   * if (recording.state === 'paused') recording.resume();
   * ```
   */
  resume(): void;
  /**
   * Ends the take. The clips are on this device, in FLAC, when it resolves; calling again gives the same.
   *
   * @throws {ParqueueError} `storage_failed` when the browser refused to store audio: what was stored before that is kept; `closed`.
   * @example
   * ```ts
   * const { clips } = await recording.stop();
   * log.runs.append({ audio: clips[0], surah: 2 });
   * ```
   */
  stop(): Promise<Recorded>;
  /**
   * Ends the take and deletes it.
   *
   * @throws {ParqueueError} `storage_failed`, `engine_failed` or `closed`.
   * @example
   * ```ts
   * await recording.cancel();
   * ```
   */
  cancel(): Promise<void>;
  /**
   * Listens to the loudness, some 20 times a second; the returned function stops that. A listener that throws disturbs nothing.
   *
   * @example
   * ```ts
   * const meter = document.createElement('meter');
   * const stopListening = recording.onLevel(({ rms }) => {
   *   meter.value = rms;
   * });
   * ```
   */
  onLevel(listener: (level: Level) => void): Unsubscribe;
  /**
   * Listens to what keeps the recording from hearing; the returned function stops that.
   *
   * @example
   * ```ts
   * recording.onInterruption((interruption) => {
   *   if (interruption === 'device_lost') void recording.stop();
   * });
   * ```
   */
  onInterruption(listener: (interruption: Interruption) => void): Unsubscribe;
}

/**
 * Audio as a page may have it: samples from -1 to 1 (mono, with their rate in {@link EncodeOptions}), an `AudioBuffer`, or a file. WAV (16,
 * 24, 32 bit) and mono FLAC of 16 bit are read exactly, the rest as the browser decodes it; several channels are mixed to one.
 */
export type EncodeInput = Float32Array | AudioBuffer | Blob;
