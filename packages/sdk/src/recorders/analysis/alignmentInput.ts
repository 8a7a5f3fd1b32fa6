import type { AsrModel, SpecialSegment } from '@parqueue/schema/presets';

/** How a run was made. */
export interface RunSettings {
  /** Shortest silence that splits, in milliseconds. */
  readonly minSilenceMs: number;
  /** Shortest speech that makes a segment, in milliseconds. */
  readonly minSpeechMs: number;
  /** Padding around speech, in milliseconds. */
  readonly padMs: number;
  /** The model that listened. */
  readonly asrModel: AsrModel;
  /** What it ran on. Default: null. */
  readonly device?: 'GPU' | 'CPU' | (string & {});
}

/** One segment, as the pipeline has it. What is left out is worked out from the rest. */
export interface RunSegment {
  /** Start in seconds from the start of the audio. */
  readonly startS: number;
  /** End in seconds from the start of the audio. */
  readonly endS: number;
  /** Matched reference `S:A:W1-S:A:W2`, such as `2:255:1-2:255:5`. Default: empty, nothing matched. */
  readonly ref?: string;
  /** Confidence of the alignment, 0 to 1; 0 where nothing matched. */
  readonly confidence: number;
  /** Words matched; 0 where nothing did. */
  readonly wordCount: number;
  /** Phonemes that the model heard. */
  readonly phonemeCount: number;
  /** Ayahs spanned. Default: as many as `ref` touches, 0 without one. */
  readonly ayahSpan?: number;
  /** Number of the segment. Default: its place in the run, from 1. */
  readonly idx?: number;
  /** Whether it is suspiciously long. Default: by {@link isUndersegmented}. */
  readonly undersegmented?: boolean;
  /** Whether the alignment of words has gaps. Default: false. */
  readonly missingWords?: boolean;
  /** The formula that the segment holds. Default: null. */
  readonly specialType?: SpecialSegment | null;
  /** What went wrong with this segment. Default: null. */
  readonly error?: string | null;
}

/** What the pipeline says of a run besides its segments. What is left out is null in the row. */
export interface RunProfile {
  /** Wall time of the whole pipeline, in seconds. */
  readonly totalTimeS?: number;
  /** Wait for voice activity detection, in seconds. */
  readonly vadQueueTimeS?: number;
  /** Voice activity detection on the GPU, in seconds. */
  readonly vadGpuTimeS?: number;
  /** Speech recognition on the GPU, in seconds. */
  readonly asrGpuTimeS?: number;
  /** Alignment of all segments, in seconds. */
  readonly dpTotalTimeS?: number;
  /** Retries with a wider window. */
  readonly tier1Retries?: number;
  /** Retries with a wider window that passed. */
  readonly tier1Passed?: number;
  /** Retries with a relaxed threshold. */
  readonly tier2Retries?: number;
  /** Retries with a relaxed threshold that passed. */
  readonly tier2Passed?: number;
  /** Times that the alignment found its place again after several failures. */
  readonly reanchors?: number;
  /** Segments that a Basmala was merged into. */
  readonly specialMerges?: number;
  /** Detected surah, 1 to 114. Default: the one in which most matched segments begin. */
  readonly surah?: number;
  /** Segments that voice activity detection found. Default: as many as the run has. */
  readonly numSegments?: number;
  /** What went wrong with the whole pipeline: an error, or words. Default: null. */
  readonly error?: unknown;
}

/** A word and its place in the audio. */
export interface TimedWord {
  /** The word in Arabic script. */
  readonly word: string;
  /** Start in seconds from the start of the audio. */
  readonly startS: number;
  /** End in seconds from the start of the audio. */
  readonly endS: number;
}

/** The timed words of one segment. */
export interface SegmentWords {
  /** Number of the segment, from 1. */
  readonly segmentIdx: number;
  /** The segment's reference, such as `2:255:1-2:255:5`. */
  readonly ref: string;
  /** Its words, in the order of the audio. */
  readonly words: readonly TimedWord[];
}
