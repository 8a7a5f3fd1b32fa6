import type { AlignmentSegment } from '@parqueue/schema/presets';

/** What a run says of the recitation, and of itself. What there is nothing to reckon from is null. */
export interface RunStats {
  /** Words a minute of speech. */
  readonly wordsPerMinute: number | null;
  /** Phonemes heard a second of speech. */
  readonly phonemesPerSecond: number | null;
  /** Mean length of matched segments, in seconds. */
  readonly avgSegmentDurationS: number | null;
  /** Standard deviation of the length of matched segments, in seconds. */
  readonly stdSegmentDurationS: number | null;
  /** Mean silence between segments, in seconds. */
  readonly avgPauseDurationS: number | null;
  /** Standard deviation of those silences, in seconds. */
  readonly stdPauseDurationS: number | null;
  /** Segments with a confidence above 0. */
  readonly segmentsPassed: number;
  /** Segments with a confidence of 0 or below. */
  readonly segmentsFailed: number;
  /** Mean confidence of all segments, 0 to 1. */
  readonly meanConfidence: number | null;
}

/** The part of a segment that the statistics take. */
export type MeasuredSegment = Pick<
  AlignmentSegment,
  'start' | 'end' | 'duration' | 'confidence' | 'word_count' | 'phoneme_count'
>;

/**
 * Reckons the statistics of a run. Speech is that of matched segments, those with words. A pause is the silence from a matched segment to
 * the next one of the audio, where that is matched, too, and begins later than this one ends. Deviations are of the segments themselves (divided
 * by their number), so that a single one has 0.
 */
export function runStats(segments: readonly MeasuredSegment[]): RunStats {
  const matched = segments.filter(isMatched);
  const durations = matched.map(({ duration }) => duration);
  const speechS = sum(durations);
  const pauses = pausesOf(segments);
  const passedCount = segments.filter(({ confidence }) => confidence > 0).length;
  return {
    wordsPerMinute: ratio(sum(matched.map(({ word_count }) => word_count)), speechS / 60),
    phonemesPerSecond: ratio(sum(matched.map(({ phoneme_count }) => phoneme_count)), speechS),
    avgSegmentDurationS: mean(durations),
    stdSegmentDurationS: deviation(durations),
    avgPauseDurationS: mean(pauses),
    stdPauseDurationS: deviation(pauses),
    segmentsPassed: passedCount,
    segmentsFailed: segments.length - passedCount,
    meanConfidence: mean(segments.map(({ confidence }) => confidence)),
  };
}

const isMatched = ({ word_count }: MeasuredSegment): boolean => word_count > 0;

function pausesOf(segments: readonly MeasuredSegment[]): number[] {
  const inOrder = segments.toSorted((a, b) => a.start - b.start);
  return inOrder.flatMap((segment, i) => {
    const next = inOrder[i + 1];
    const isBetween = next !== undefined && isMatched(segment) && isMatched(next);
    return isBetween && next.start > segment.end ? [next.start - segment.end] : [];
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const mean = (values: readonly number[]): number | null => ratio(sum(values), values.length);

function deviation(values: readonly number[]): number | null {
  const middle = mean(values);
  if (middle === null) return null;
  return Math.sqrt(sum(values.map((value) => (value - middle) ** 2)) / values.length);
}

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
