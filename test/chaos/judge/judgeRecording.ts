import { complaintsOfFlac, decodeWithFlac } from '../../support/nativeFlac.ts';
import type { SaidRecording } from '../book.ts';
import { compareWithSpeech } from './gapsOf.ts';

const RATE = 16_000;
/** Where two probes are laid over speech, their places differ by this much at the most when nothing is missing. */
const PLACE_SLACK_FRAMES = 8;
/** A probe within which the device dropped some frames is less like speech than others; another sound is not like it at all. */
const LIKE_SPEECH = 0.5;

export interface RecordingVerdict {
  readonly recordingId: string;
  readonly round: number;
  readonly isCut: boolean;
  /** Length of what arrived. */
  readonly clipMs: number;
  /** Rows that were given it. */
  readonly labels: readonly string[];
  /** How many clips `stop()` gave; undefined where it never said. */
  readonly clipCount?: number;
  /** From the start that the page told to the fault or to `stop()`, less what the clip holds. */
  readonly lostMs: number;
  /** What the page knew to be heard by then, less what the clip holds. */
  readonly heardLostMs: number;
  readonly gapFrames: number;
  /** Silence and missing samples that `gapFrames` does not tell of. */
  readonly uncountedFrames: number;
  /** What is wrong with its file. */
  readonly torn?: string;
}

/** @param flac the file as it lies in the dataset; undefined where none arrived. */
export function judgeRecording(
  recording: SaidRecording,
  flac: Uint8Array | undefined,
  speech: Float32Array,
): RecordingVerdict {
  const { recordingId, round, isCut, startedAtMs, endedAtMs = startedAtMs, heardS, gapFrames } = recording;
  const complaint = flac && complaintsOfFlac(flac);
  const pcm = flac && complaint === '' ? decodeWithFlac(flac) : new Int16Array(0);
  const clipMs = (pcm.length / RATE) * 1000;
  const verdict = {
    recordingId,
    round,
    isCut,
    clipMs,
    labels: recording.labels,
    ...(recording.clipCount !== undefined && { clipCount: recording.clipCount }),
    lostMs: Math.max(0, endedAtMs - startedAtMs - clipMs),
    heardLostMs: Math.max(0, heardS * 1000 - clipMs),
    gapFrames,
  };
  if (complaint)
    return { ...verdict, uncountedFrames: 0, torn: `recording ${recordingId}: flac says ${complaint}` };
  const { correlation, silentFrames, shiftFrames } = compareWithSpeech(pcm, speech);
  const shifted = shiftFrames > PLACE_SLACK_FRAMES ? shiftFrames : 0;
  const uncountedFrames = Math.max(0, silentFrames - gapFrames) + Math.max(0, shifted - gapFrames);
  if (correlation === undefined || correlation >= LIKE_SPEECH) return { ...verdict, uncountedFrames };
  return {
    ...verdict,
    uncountedFrames,
    torn: `recording ${recordingId} is not what was spoken: correlation ${correlation.toFixed(3)}`,
  };
}
