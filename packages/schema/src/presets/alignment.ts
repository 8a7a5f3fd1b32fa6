import { audio, bool, float64, int32, json, string } from '../table/feature.ts';
import { type Row, table } from '../table/table.ts';

/**
 * The model that listened: `Base` is `hetchyy/r15_95m`, `Large` is `hetchyy/r7`. `(string & {})` lets other names through and keeps these two
 * in completion.
 */
export type AsrModel = 'Base' | 'Large' | (string & {});

/** A formula before a verse, when a segment holds one. */
export type SpecialSegment = 'Basmala' | "Isti'adha" | "Isti'adha+Basmala";

/** One segment of one run. */
export interface AlignmentSegment {
  /** Number of the segment, from 1. */
  readonly idx: number;
  /** Start in seconds from the start of the audio. */
  readonly start: number;
  /** End in seconds from the start of the audio. */
  readonly end: number;
  /** `end - start`, in seconds. */
  readonly duration: number;
  /** Matched reference `S:A:W1-S:A:W2`, such as `2:255:1-2:255:5`; empty when nothing matched. */
  readonly ref: string;
  /** Confidence of the alignment, 0 to 1. */
  readonly confidence: number;
  /** Words matched. */
  readonly word_count: number;
  /** Ayahs spanned. */
  readonly ayah_span: number;
  /** Phonemes that the model heard. */
  readonly phoneme_count: number;
  /** Whether it is suspiciously long: 20 words or more, or 2 ayahs or more in at least 15 seconds. */
  readonly undersegmented: boolean;
  /** Whether the alignment of words has gaps. */
  readonly missing_words: boolean;
  /** The formula that the segment holds, or null. */
  readonly special_type: SpecialSegment | null;
  /** What went wrong with this segment, in words, or null. */
  readonly error: string | null;
}

/** One run over the audio: its settings and its results. A row holds all runs, the first one first. */
export interface AlignmentRun {
  /** Shortest silence that splits, in milliseconds. */
  readonly min_silence_ms: number;
  /** Shortest speech that makes a segment, in milliseconds. */
  readonly min_speech_ms: number;
  /** Padding around speech, in milliseconds. */
  readonly pad_ms: number;
  /** The model that listened. */
  readonly asr_model: AsrModel;
  /** What it found, in the order of the audio. */
  readonly segments: readonly AlignmentSegment[];
}

/** A word and its place in the audio. */
export interface AlignedWord {
  /** The word in Arabic script. */
  readonly word: string;
  /** Start in seconds from the start of the audio. */
  readonly start: number;
  /** End in seconds from the start of the audio. */
  readonly end: number;
}

/** The words of one segment, timed by forced alignment. */
export interface WordTimestamps {
  /** The segment's `idx`, from 1. */
  readonly segment_idx: number;
  /** The segment's reference, such as `2:255:1-2:255:5`. */
  readonly ref: string;
  /** Its words, in the order of the audio. */
  readonly words: readonly AlignedWord[];
}

/**
 * One upload to a Quran aligner and all that was done with it. A later run replaces the run-level columns and appends itself to
 * `segments`; `word_timestamps` is set once.
 *
 * Times are seconds unless the name says `_ms`. `audio_id`, `timestamp` and `audio_duration_s` are filled in when left out; `user_id`,
 * `row_id` and `revision` always.
 *
 * @example
 * ```ts
 * const { clips } = await recording.stop();
 * const run = log.runs.append({
 *   audio: clips[0],
 *   surah: 112,
 *   num_segments: 4,
 *   asr_model: 'Base',
 *   device: 'GPU',
 *   total_time: 3.2,
 *   segments: [{ min_silence_ms: 200, min_speech_ms: 1_000, pad_ms: 100, asr_model: 'Base', segments: [] }],
 * });
 * await run.set({
 *   word_timestamps: [
 *     { segment_idx: 1, ref: '112:1:1-112:1:4', words: [{ word: 'قُلْ', start: 0.512, end: 0.841 }] },
 *   ],
 * });
 * ```
 */
export const alignment = table({
  name: 'alignment',
  features: {
    /** 16 kHz mono FLAC. */
    audio: audio(),
    /**
     * First 16 hex digits of the SHA-256 of the 16-bit PCM, `:`, UTC time of the append: `a3f7b2c91e04d8f2:20260203T141532`. Filled in
     * when left out.
     */
    audio_id: string(),
    /** Time of the append, ISO 8601 in UTC, cut to seconds: `2026-02-03T01:50:45`. Filled in when left out. */
    timestamp: string(),
    /** Anonymised id from the relay. Filled in. */
    user_id: string(),
    /** Length of the audio, in seconds. Filled in when left out. */
    audio_duration_s: float64(),
    /** Segments that voice activity detection found. */
    num_segments: int32(),
    /** Detected surah, 1 to 114. */
    surah: int32(),
    /** Shortest silence that splits, in milliseconds. */
    min_silence_ms: int32(),
    /** Shortest speech that makes a segment, in milliseconds. */
    min_speech_ms: int32(),
    /** Padding around speech, in milliseconds. */
    pad_ms: int32(),
    /** {@link AsrModel}: `Base` or `Large`. */
    asr_model: string(),
    /** `GPU` or `CPU`. */
    device: string(),
    /** Wall time of the whole pipeline, in seconds. */
    total_time: float64(),
    /** Wait for voice activity detection, in seconds. */
    vad_queue_time: float64(),
    /** Voice activity detection on the GPU, in seconds. */
    vad_gpu_time: float64(),
    /** Speech recognition on the GPU, in seconds. */
    asr_gpu_time: float64(),
    /** Alignment of all segments, in seconds. */
    dp_total_time: float64(),
    /** Segments with a confidence above 0. */
    segments_passed: int32(),
    /** Segments with a confidence of 0 or below. */
    segments_failed: int32(),
    /** Mean confidence of all segments, 0 to 1. */
    mean_confidence: float64(),
    /** Retries with a wider window. */
    tier1_retries: int32(),
    /** Retries with a wider window that passed. */
    tier1_passed: int32(),
    /** Retries with a relaxed threshold. */
    tier2_retries: int32(),
    /** Retries with a relaxed threshold that passed. */
    tier2_passed: int32(),
    /** Times that the alignment found its place again after several failures. */
    reanchors: int32(),
    /** Segments that a Basmala was merged into. */
    special_merges: int32(),
    /** Words a minute of speech. */
    words_per_minute: float64(),
    /** Phonemes heard a second of speech. */
    phonemes_per_second: float64(),
    /** Mean length of matched segments, in seconds. */
    avg_segment_duration: float64(),
    /** Standard deviation of the length of matched segments, in seconds; 0 where there is one. */
    std_segment_duration: float64(),
    /** Mean silence between segments, in seconds. */
    avg_pause_duration: float64(),
    /** Standard deviation of the silence between segments, in seconds. */
    std_pause_duration: float64(),
    /** Whether the person split the audio again with other settings. */
    resegmented: bool(),
    /** Whether the person transcribed again with another model. */
    retranscribed: bool(),
    /** Every run, as JSON text. A change appends to it. */
    segments: json<readonly AlignmentRun[]>(),
    /** Timed words of each segment, as JSON text; null until computed, then kept. */
    word_timestamps: json<readonly WordTimestamps[]>(),
    /** What went wrong with the whole pipeline, in words, or null. */
    error: string(),
  },
  merge: { segments: 'append', word_timestamps: 'once' },
  fill: { audio_id: 'audioId', timestamp: 'appendedAt', audio_duration_s: 'audioDurationS' },
});

/** A row of {@link alignment}. */
export type AlignmentRow = Row<typeof alignment>;
