import { quranRefProblem } from '@parqueue/sdk/analysis';
import { expect, it } from 'vitest';
import { KNOWN_SURAHS, type KnownSurah, wordsOf } from './knownSurahs.ts';
import { dealWords, spreadWords } from './standIn.ts';

const [fatiha, ikhlas] = KNOWN_SURAHS as readonly [KnownSurah, KnownSurah];
const stretch = (startS: number, endS: number, aboveQuietDb = 20) => ({ startS, endS, aboveQuietDb });

it('every word is dealt once, in order, by the length of the speech', () => {
  const dealt = dealWords([stretch(0, 2), stretch(3, 5), stretch(6, 12)], ikhlas, 'Large (stand-in)');
  expect(dealt.flatMap(({ words }) => words)).toEqual(wordsOf(ikhlas).map(({ word }) => word));
  expect(dealt.map(({ ref, wordCount }) => [ref, wordCount])).toEqual([
    ['112:1:1-112:1:3', 3],
    ['112:1:4-112:2:2', 3],
    ['112:3:1-112:4:5', 9],
  ]);
  expect(dealt.map(({ ref }) => quranRefProblem(ref ?? ''))).toEqual([undefined, undefined, undefined]);
});

it('the smaller model makes nothing of what is short, nor any of what gets no word', () => {
  const stretches = [stretch(0, 0.9), stretch(1, 9)];
  const base = dealWords(stretches, fatiha, 'Base (stand-in)');
  expect(base.map(({ ref, wordCount }) => [ref, wordCount])).toEqual([
    [undefined, 0],
    ['1:1:1-1:7:9', 29],
  ]);
  expect(dealWords(stretches, fatiha, 'Large (stand-in)')[0]).toMatchObject({ wordCount: 3 });
  expect(dealWords([stretch(0, 60), stretch(61, 62)], ikhlas, 'Large (stand-in)')[1]).toMatchObject({
    ...{ confidence: 0, wordCount: 0 },
  });
  expect(dealWords([], ikhlas, 'Base (stand-in)')).toEqual([]);
});

it('clearer speech is surer, and never more than the model is', () => {
  const sure = (db: number) => dealWords([stretch(0, 2, db)], ikhlas, 'Large (stand-in)')[0]?.confidence;
  expect([sure(-5), sure(10), sure(90)]).toEqual([0.1, 0.49, 0.97]);
});

it('words are spread over their segment', () => {
  expect(spreadWords({ words: ['a', 'b', 'c'], startS: 1, endS: 2 })).toEqual([
    { word: 'a', startS: 1, endS: 1.333 },
    { word: 'b', startS: 1.333, endS: 1.667 },
    { word: 'c', startS: 1.667, endS: 2 },
  ]);
});
