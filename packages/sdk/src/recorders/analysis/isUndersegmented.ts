const LONG_WORDS = 20;
const LONG_AYAHS = 2;
const LONG_S = 15;

/**
 * Whether a segment is suspiciously long, so that a pause in it was probably missed: 20 words or more, or 2 ayahs or more in at least 15
 * seconds.
 *
 * @example
 * ```ts
 * import { isUndersegmented } from '@parqueue/sdk/analysis';
 *
 * const isLong = isUndersegmented({ wordCount: 9, ayahSpan: 2, durationS: 15 }); // true
 * ```
 */
export function isUndersegmented(segment: {
  /** Words matched. */
  readonly wordCount: number;
  /** Ayahs spanned. */
  readonly ayahSpan: number;
  /** Length, in seconds. */
  readonly durationS: number;
}): boolean {
  const { wordCount, ayahSpan, durationS } = segment;
  return wordCount >= LONG_WORDS || (ayahSpan >= LONG_AYAHS && durationS >= LONG_S);
}
