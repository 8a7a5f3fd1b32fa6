import { describe, expect, it } from 'vitest';
import { forSeeds, type Random } from '../../../../test/support/seeded.ts';
import { SEQ_MAX_RANGES } from './limits.ts';
import {
  addRange,
  formatRanges,
  hasSeq,
  parseRanges,
  rangesOf,
  type SeqRanges,
  seqCount,
  unionRanges,
} from './seqRanges.ts';

const someSeqs = (random: Random): number[] => random.list(30, () => random.int(0, 40));
const sorted = (seqs: Iterable<number>): number[] => [...new Set(seqs)].sort((a, b) => a - b);
const members = (ranges: SeqRanges): number[] =>
  ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
const isCanonical = (ranges: SeqRanges): boolean =>
  ranges.every(([first, last], i) => first <= last && (i === 0 || first > (ranges[i - 1]?.[1] ?? 0) + 1));

describe('seq ranges', () => {
  it('[WR4] hold what was added, whatever the order', () => {
    forSeeds(300, (random) => {
      const seqs = someSeqs(random);
      const ranges = rangesOf(seqs);
      expect(members(ranges)).toEqual(sorted(seqs));
      expect(isCanonical(ranges)).toBe(true);
      expect(seqs.reduce<SeqRanges>((all, seq) => addRange(all, seq, seq), [])).toEqual(ranges);
      expect(seqCount(ranges)).toBe(sorted(seqs).length);
      for (let seq = -1; seq <= 41; seq++) expect(hasSeq(ranges, seq)).toBe(seqs.includes(seq));
    });
  });

  it('[WR4] of two sets make the union, from either side', () => {
    forSeeds(300, (random) => {
      const [a, b] = [someSeqs(random), someSeqs(random)];
      const union = unionRanges(rangesOf(a), rangesOf(b));
      expect(union).toEqual(rangesOf([...a, ...b]));
      expect(unionRanges(rangesOf(b), rangesOf(a))).toEqual(union);
      expect(unionRanges(union, union)).toEqual(union);
    });
  });

  it('[WR3] come back from a header as they were', () => {
    forSeeds(300, (random) => {
      const ranges = rangesOf([random.int(0, 2 ** 40), ...someSeqs(random)]);
      expect(parseRanges(formatRanges(ranges))).toEqual(ranges);
    });
    expect(
      formatRanges([
        [120, 180],
        [182, 340],
        [400, 400],
      ]),
    ).toBe('120-180,182-340,400-400');
  });

  it('[WR3] are refused when another text would mean the same, or none', () => {
    const wrong = [
      '',
      '5',
      '5-4',
      '1-2,2-3',
      '1-2,3-4',
      '5-6,1-2',
      '1-2,',
      ',1-2',
      '1-2, 4-5',
      '-1-2',
      '01-2',
      '1-1e3',
      'a-b',
      '1-2;4-5',
      '9999999999999999-9999999999999999',
    ];
    for (const text of wrong) expect(parseRanges(text), text).toBeUndefined();
    forSeeds(300, (random) => {
      const text = Array.from({ length: random.int(1, 6) }, () =>
        random.pick(['0', '1', '23', '-', ',']),
      ).join('');
      const ranges = parseRanges(text);
      if (ranges !== undefined) expect(formatRanges(ranges)).toBe(text);
    });
  });

  it('[WR3] are refused when there are too many', () => {
    const many = Array.from({ length: SEQ_MAX_RANGES + 1 }, (_, i) => [i * 2, i * 2] as const);
    expect(parseRanges(formatRanges(many))).toBeUndefined();
    expect(parseRanges(formatRanges(many.slice(1)))).toHaveLength(SEQ_MAX_RANGES);
  });
});
