/**
 * Ayahs of each surah, the first one first: 6,236 in all. It is the Kufan count, by which the text of Hafs is numbered; the numbers are
 * those of Tanzil's Quran Metadata 1.0 (https://tanzil.net/docs/quran_metadata). The Basmala counts as an ayah in surah 1 alone.
 *
 * @example
 * ```ts
 * import { AYAH_COUNTS } from '@parqueue/sdk/analysis';
 *
 * const inAlBaqara = AYAH_COUNTS[2 - 1]; // 286
 * ```
 */
export const AYAH_COUNTS: readonly number[] = [
  7, 286, 200, 176, 120, 165, 206, 75, 129, 109, 123, 111, 43, 52, 99, 128, 111, 110, 98, 135, 112, 78, 118,
  64, 77, 227, 93, 88, 69, 60, 34, 30, 73, 54, 45, 83, 182, 88, 75, 85, 54, 53, 89, 59, 37, 35, 38, 29, 18,
  45, 60, 49, 62, 55, 78, 96, 29, 22, 24, 13, 14, 11, 11, 18, 12, 12, 30, 52, 52, 44, 28, 28, 20, 56, 40, 31,
  50, 40, 46, 42, 29, 19, 36, 25, 22, 17, 19, 26, 30, 20, 15, 21, 11, 8, 8, 19, 5, 8, 8, 11, 11, 8, 3, 9, 5,
  4, 7, 3, 6, 3, 5, 4, 5, 6,
];

/** How many ayahs come before an ayah, from the beginning of the Quran: 0 for 1:1, 7 for 2:1. */
export function ayahsBefore(surah: number, ayah: number): number {
  return AYAH_COUNTS.slice(0, surah - 1).reduce((sum, count) => sum + count, 0) + ayah - 1;
}
