import { describe, expect, it } from 'vitest';
import { workedRun } from '../../testing/workedRun.ts';
import { runOf } from './alignmentColumns.ts';
import { isUndersegmented } from './isUndersegmented.ts';
import { type MeasuredSegment, runStats } from './runStats.ts';

const matched = (start: number, end: number): MeasuredSegment => ({
  ...{ start, end, duration: end - start },
  ...{ confidence: 1, word_count: 2, phoneme_count: 8 },
});
const failed = (start: number, end: number): MeasuredSegment => ({
  ...matched(start, end),
  ...{ confidence: 0, word_count: 0 },
});

describe('statistics of a run', () => {
  it('[AN2] {000.35} {000.34} {000.46} are those that were reckoned by hand', () => {
    const { segments } = runOf(workedRun.settings, workedRun.segments);
    const stats = runStats(segments);
    for (const [name, value] of Object.entries(workedRun.stats))
      expect(stats[name as keyof typeof stats], name).toBeCloseTo(value, 6);
  });

  it('[AN2] {000.35} {000.34} a segment without words counts for the confidence alone', () => {
    const with4 = runStats([matched(0, 2), failed(3, 9)]);
    expect(with4).toEqual({
      ...runStats([matched(0, 2)]),
      ...{ segmentsFailed: 1, meanConfidence: 0.5 },
    });
  });

  it.each([
    ['nothing was matched', [failed(0, 2)], null, null],
    ['there is nothing', [], null, null],
    ['one segment stands alone', [matched(0, 2)], 0, null],
  ])('[AN2] {000.35} where %s, what cannot be reckoned is null', (_, segments, std, pause) => {
    expect(runStats(segments)).toMatchObject({ stdSegmentDurationS: std, avgPauseDurationS: pause });
  });

  it('[AN2] {000.35} a pause is silence between neighbours that are both matched', () => {
    const pauses = (...segments: MeasuredSegment[]) => runStats(segments).avgPauseDurationS;
    expect(pauses(matched(0, 1), matched(1.5, 2))).toBe(0.5);
    expect(pauses(matched(0, 1), failed(2, 3), matched(4, 5)), 'speech lies between').toBeNull();
    expect(pauses(matched(0, 1), matched(1, 2)), 'they touch').toBeNull();
    expect(pauses(matched(0, 1.2), matched(1, 2)), 'their padding overlaps').toBeNull();
    expect(pauses(matched(3, 4), matched(0, 1)), 'given in another order').toBe(2);
  });

  it.each([
    [20, 1, 3, true],
    [19, 1, 60, false],
    [3, 2, 15, true],
    [3, 2, 14.999, false],
    [3, 3, 40, true],
    [0, 0, 60, false],
  ])(
    '[AN3] {000.40} %i words over %i ayahs in %d s: undersegmented is %s',
    (wordCount, span, durationS, is) => {
      expect(isUndersegmented({ wordCount, ayahSpan: span, durationS })).toBe(is);
    },
  );
});
