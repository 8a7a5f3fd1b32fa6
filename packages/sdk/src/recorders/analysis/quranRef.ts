import { AYAH_COUNTS, ayahsBefore } from './ayahCounts.ts';

/** A place in the Quran, as exact as its reference. */
export interface QuranPlace {
  /** 1 to 114. */
  readonly surah: number;
  /** From 1 to as many as the surah has. Left out where a whole surah is meant. */
  readonly ayah?: number;
  /** Number of the word in its ayah, from 1. Left out where a whole ayah is meant. */
  readonly word?: number;
}

/** What a reference names: from the beginning of `start` to the end of `end`, which are the same place where it names one. */
export interface QuranRef {
  /** The first surah, ayah or word. */
  readonly start: QuranPlace;
  /** The last one; never before `start`, and as exact. */
  readonly end: QuranPlace;
}

type Read =
  | { readonly kind: 'ref'; readonly ref: QuranRef }
  | { readonly kind: 'wrong'; readonly problem: string };

const PLACE = /^(\d{1,3})(?::(\d{1,3})(?::(\d{1,3}))?)?$/;
const FORMS = 'S, S:A, S:A:W, or two of a kind with - between: 2:255:1-2:255:5';

/**
 * Reads a reference: `2` (a surah), `2:255` (an ayah), `2:255:1` (a word), or two of a kind with `-` between, such as
 * `2:255:1-2:255:5`. Surahs and ayahs are checked against {@link AYAH_COUNTS}; words from 1 on, since how many an ayah has
 * depends on how its text is split.
 *
 * @throws {TypeError} that says what is wrong with it. To ask without one: {@link quranRefProblem}.
 * @example
 * ```ts
 * import { parseQuranRef } from '@parqueue/sdk/analysis';
 *
 * const { start, end } = parseQuranRef('2:255:1-2:255:5');
 * const words = (end.word ?? 0) - (start.word ?? 0) + 1; // 5
 * ```
 */
export function parseQuranRef(text: string): QuranRef {
  const read = readRef(text);
  if (read.kind === 'wrong') throw new TypeError(read.problem);
  return read.ref;
}

/**
 * What is wrong with a reference, in words; `undefined` where nothing is.
 *
 * @example
 * ```ts
 * import { quranRefProblem } from '@parqueue/sdk/analysis';
 *
 * const problem = quranRefProblem('2:287'); // 'reference "2:287": surah 2 has the ayahs 1 to 286'
 * ```
 */
export function quranRefProblem(text: string): string | undefined {
  const read = readRef(text);
  return read.kind === 'wrong' ? read.problem : undefined;
}

/**
 * How many ayahs a reference touches, also from one surah into the next: 1 for `2:255:1-2:255:5`, 286 for `2`.
 *
 * @example
 * ```ts
 * import { ayahSpan, parseQuranRef } from '@parqueue/sdk/analysis';
 *
 * const span = ayahSpan(parseQuranRef('112:4:1-113:1:2')); // 2
 * ```
 */
export function ayahSpan({ start, end }: QuranRef): number {
  const last = end.ayah ?? (AYAH_COUNTS[end.surah - 1] as number);
  return ayahsBefore(end.surah, last) - ayahsBefore(start.surah, start.ayah ?? 1) + 1;
}

/** The same as {@link ayahSpan}; `undefined` where the text is no reference. */
export function ayahSpanOf(text: string): number | undefined {
  const read = readRef(text);
  return read.kind === 'ref' ? ayahSpan(read.ref) : undefined;
}

/** The surah in which a reference begins; `undefined` where the text is none. */
export function surahOf(text: string): number | undefined {
  const read = readRef(text);
  return read.kind === 'ref' ? read.ref.start.surah : undefined;
}

function readRef(text: unknown): Read {
  if (typeof text !== 'string') return wrong(text, `expected text, got ${typeof text}`);
  const parts = text.split('-');
  if (parts.length > 2) return wrong(text, `expected ${FORMS}`);
  const places: QuranPlace[] = [];
  for (const part of parts) {
    const place = readPlace(part);
    if (typeof place === 'string') return wrong(text, place);
    places.push(place);
  }
  const [start, end = start] = places as [QuranPlace, QuranPlace?];
  const isOneKind =
    (start.ayah === undefined) === (end.ayah === undefined) &&
    (start.word === undefined) === (end.word === undefined);
  if (!isOneKind) return wrong(text, 'both ends have to be surahs, ayahs or words');
  if (order(start) > order(end)) return wrong(text, 'ends before it begins');
  return { kind: 'ref', ref: { start, end } };
}

/** A place, or what is wrong with it. */
function readPlace(text: string): QuranPlace | string {
  const match = PLACE.exec(text);
  if (match === null) return `expected ${FORMS}`;
  const [surah, ayah, word] = match.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  const ayahCount = AYAH_COUNTS[(surah as number) - 1];
  if (ayahCount === undefined) return 'surahs go from 1 to 114';
  if (ayah !== undefined && (ayah < 1 || ayah > ayahCount))
    return `surah ${surah} has the ayahs 1 to ${ayahCount}`;
  if (word === 0) return 'words are counted from 1';
  return {
    surah: surah as number,
    ...(ayah !== undefined && { ayah }),
    ...(word !== undefined && { word }),
  };
}

/** A number that grows with the place; the word has three digits of it. */
const order = ({ surah, ayah = 1, word = 0 }: QuranPlace): number => ayahsBefore(surah, ayah) * 1000 + word;

const wrong = (text: unknown, problem: string): Read => ({
  kind: 'wrong',
  problem: `reference ${JSON.stringify(text) ?? String(text)}: ${problem}`,
});
