import type { RunSegment } from '@parqueue/sdk/analysis';
import type { Stretch } from './detectSpeech.ts';
import { type KnownSurah, type PlacedWord, wordsOf } from './knownSurahs.ts';

/** Models that nobody runs: their names say so in the dataset as well. */
export const STAND_INS = ['Base (stand-in)', 'Large (stand-in)'] as const;
export type StandIn = (typeof STAND_INS)[number];

/** A segment, with the words that it was dealt. */
export interface DealtSegment extends RunSegment {
  readonly words: readonly string[];
}

/** The smaller model makes nothing of what is shorter. */
const SHORTEST_FOR_BASE_S = 1;
/** Speech this far above the quiet is as clear as it gets. */
const CLEAR_DB = 20;

/**
 * Stands in for speech recognition and alignment: the words of a surah are dealt out to the stretches of speech by their length, in order.
 * Nothing listens. Confidence is how far the speech rises above the quiet, phonemes are the letters of the words.
 */
export function dealWords(stretches: readonly Stretch[], surah: KnownSurah, model: StandIn): DealtSegment[] {
  const words = wordsOf(surah);
  const isHeard = ({ startS, endS }: Stretch) =>
    model !== 'Base (stand-in)' || endS - startS >= SHORTEST_FOR_BASE_S;
  const totalS = stretches.filter(isHeard).reduce((sum, { startS, endS }) => sum + endS - startS, 0);
  let heardS = 0;
  return stretches.map((stretch) => {
    const { startS, endS } = stretch;
    const first = Math.round((heardS / totalS) * words.length);
    if (isHeard(stretch)) heardS += endS - startS;
    const dealt = isHeard(stretch) ? words.slice(first, Math.round((heardS / totalS) * words.length)) : [];
    if (dealt.length === 0) return { startS, endS, confidence: 0, wordCount: 0, phonemeCount: 0, words: [] };
    return {
      startS,
      endS,
      ref: refOf(surah.surah, dealt),
      confidence: confidenceOf(stretch, model),
      wordCount: dealt.length,
      phonemeCount: dealt.reduce((sum, { word }) => sum + letterCount(word), 0),
      words: dealt.map(({ word }) => word),
    };
  });
}

function refOf(surah: number, words: readonly PlacedWord[]): string {
  const [first, last] = [words[0], words.at(-1)] as [PlacedWord, PlacedWord];
  return `${surah}:${first.ayah}:${first.place}-${surah}:${last.ayah}:${last.place}`;
}

function confidenceOf({ aboveQuietDb }: Stretch, model: StandIn): number {
  const clear = Math.min(1, Math.max(0.1, aboveQuietDb / CLEAR_DB));
  return Math.round((model === 'Base (stand-in)' ? 0.9 : 0.97) * clear * 100) / 100;
}

/** Letters without the marks over and under them. */
const letterCount = (word: string): number => word.replace(/\p{M}/gu, '').length;

/** The words of a segment, spread evenly over it. */
export const spreadWords = ({ words, startS, endS }: Pick<DealtSegment, 'words' | 'startS' | 'endS'>) =>
  words.map((word, i) => {
    const at = (n: number) => Math.round((startS + ((endS - startS) * n) / words.length) * 1000) / 1000;
    return { word, startS: at(i), endS: at(i + 1) };
  });
