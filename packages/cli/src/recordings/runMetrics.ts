import type { AlignmentRun, AlignmentSegment } from '@parqueue/schema/presets';
import { jsonObjects } from '../queries/jsonColumn.ts';

/** What a run found, in figures. What there is nothing to reckon from is null. */
export interface RunMetrics {
  readonly segments: number;
  /** Segments with a confidence above 0. */
  readonly passed: number;
  readonly failed: number;
  readonly mean_confidence: number | null;
  readonly words: number;
  /** Words a minute of matched segments. */
  readonly words_per_minute: number | null;
  readonly phonemes_per_second: number | null;
  readonly avg_segment_s: number | null;
  readonly undersegmented: number;
  readonly missing_words: number;
  readonly errors: number;
}

export interface AlignmentRunRecord {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly segments: readonly AlignmentSegment[];
}

/** The runs of an alignment, the first one first; of rows that hold segments without runs, none. */
export function runsOf(json: string | null): AlignmentRunRecord[] {
  return jsonObjects<AlignmentRun>(json)
    .filter((run) => Array.isArray(run.segments))
    .map(({ segments, ...settings }) => ({ settings, segments }));
}

export function runMetrics({ segments }: AlignmentRunRecord): RunMetrics {
  const matched = segments.filter(({ word_count }) => word_count > 0);
  const sum = (
    of: readonly AlignmentSegment[],
    key: 'duration' | 'word_count' | 'phoneme_count' | 'confidence',
  ) => of.reduce((total, segment) => total + (segment[key] ?? 0), 0);
  const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
  const count = (fits: (segment: AlignmentSegment) => boolean): number => segments.filter(fits).length;
  const speechS = sum(matched, 'duration');
  const passed = count(({ confidence }) => confidence > 0);
  return {
    segments: segments.length,
    passed,
    failed: segments.length - passed,
    mean_confidence: ratio(sum(segments, 'confidence'), segments.length),
    words: sum(matched, 'word_count'),
    words_per_minute: ratio(sum(matched, 'word_count'), speechS / 60),
    phonemes_per_second: ratio(sum(matched, 'phoneme_count'), speechS),
    avg_segment_s: ratio(speechS, matched.length),
    undersegmented: count(({ undersegmented }) => undersegmented),
    missing_words: count(({ missing_words }) => missing_words),
    errors: count(({ error }) => error !== null && error !== undefined),
  };
}
