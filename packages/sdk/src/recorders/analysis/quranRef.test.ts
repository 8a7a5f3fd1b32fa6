import { describe, expect, it } from 'vitest';
import { AYAH_COUNTS } from './ayahCounts.ts';
import { ayahSpan, parseQuranRef, quranRefProblem, surahOf } from './quranRef.ts';

describe('references', () => {
  it.each([
    ['2', { surah: 2 }, { surah: 2 }],
    ['1:1', { surah: 1, ayah: 1 }, { surah: 1, ayah: 1 }],
    ['2:255:1', { surah: 2, ayah: 255, word: 1 }, { surah: 2, ayah: 255, word: 1 }],
    ['2:255:1-2:255:5', { surah: 2, ayah: 255, word: 1 }, { surah: 2, ayah: 255, word: 5 }],
    ['112:1-114:6', { surah: 112, ayah: 1 }, { surah: 114, ayah: 6 }],
    ['78-114', { surah: 78 }, { surah: 114 }],
  ])('[AN4] {000.41} %s is read', (text, start, end) => {
    expect(parseQuranRef(text)).toEqual({ start, end });
    expect(quranRefProblem(text)).toBeUndefined();
  });

  it.each([
    ['', 'expected S, S:A, S:A:W'],
    ['0:1', 'surahs go from 1 to 114'],
    ['115:1', 'surahs go from 1 to 114'],
    ['2:0', 'surah 2 has the ayahs 1 to 286'],
    ['2:287', 'surah 2 has the ayahs 1 to 286'],
    ['2:255:0', 'words are counted from 1'],
    ['2:255:5-2:255:1', 'ends before it begins'],
    ['3:1-2:286', 'ends before it begins'],
    ['2:255:1-5', 'both ends have to be surahs, ayahs or words'],
    ['2:1-2:2-2:3', 'expected S, S:A, S:A:W'],
    ['2:255 ', 'expected S, S:A, S:A:W'],
    ['٢:٢٥٥', 'expected S, S:A, S:A:W'],
    ["Isti'adha", 'expected S, S:A, S:A:W'],
  ])('[AN4] {000.41} %j is refused, with what is wrong', (text, problem) => {
    expect(quranRefProblem(text)).toContain(problem);
    expect(() => parseQuranRef(text)).toThrow(`reference ${JSON.stringify(text)}: `);
  });

  it('[AN4] what is no text is refused as well', () => {
    expect(quranRefProblem(7 as never)).toBe('reference 7: expected text, got number');
    expect(quranRefProblem(undefined as never)).toContain('got undefined');
  });

  it('[AN4] {000.41} 114 surahs have 6,236 ayahs, the longest and the shortest where they are', () => {
    expect(AYAH_COUNTS).toHaveLength(114);
    expect(AYAH_COUNTS.reduce((sum, count) => sum + count)).toBe(6236);
    expect(AYAH_COUNTS.indexOf(286)).toBe(1);
    expect(AYAH_COUNTS.flatMap((count, i) => (count === 3 ? [i + 1] : []))).toEqual([103, 108, 110]);
  });

  it.each([
    ['2:255:1-2:255:5', 1],
    ['2:255:50-2:256:3', 2],
    ['1:7:9-2:1:1', 2],
    ['112', 4],
    ['112:4-114:1', 7],
    ['1-114', 6236],
  ])('[AN4] %s spans %i ayahs, from one surah into the next as well', (text, span) => {
    expect(ayahSpan(parseQuranRef(text))).toBe(span);
  });

  it('the surah of a reference is that of its beginning', () => {
    expect([surahOf('112:4-114:1'), surahOf('')]).toEqual([112, undefined]);
  });
});
