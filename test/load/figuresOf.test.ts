import { expect, test } from 'vitest';
import { createBook } from './book.ts';
import { figuresOf } from './figuresOf.ts';
import type { LoadRun } from './runLoad.ts';

const SPEED = 60;
/** Two simulated hours. */
const WINDOW = [1_000_000, 1_120_000] as const;
const VERDICT = { shardCount: 1, durableRows: 10, lost: 0, duplicated: 0, torn: 0, foreign: [] };

/** A run of one shard, with so many commits in its window. */
function runOf(commitCount: number, changed: Partial<LoadRun> = {}): LoadRun {
  const book = createBook();
  book.made({ number: 1, table: 'plays', rowCount: 10, clipBytes: 0, writer: 'light' }, 5000);
  book.accepted(1);
  return {
    browserCount: 10,
    pace: 1,
    book,
    window: WINDOW,
    commits: Array.from({ length: commitCount }, (_, i) => ({
      committedAt: WINDOW[0] + 1 + i,
      fileCount: 3,
    })),
    drainMs: 2000,
    isDrained: true,
    storedBytes: 0,
    usage: { idleBytes: 0, peakBytes: 0, workerPeakBytes: 0, processorMs: 30, workerMs: 20 },
    verdict: VERDICT,
    ...changed,
  };
}

test('commits and files are counted by simulated time, without those that came when all had gone', () => {
  const late = { committedAt: WINDOW[1] + 1, fileCount: 100 };
  const run = runOf(20);
  const figures = figuresOf({ ...run, commits: [...run.commits, late] }, SPEED);
  expect(figures).toMatchObject({
    simulatedHours: 2,
    commits: 20,
    commitsPerHour: 10,
    files: 60,
    filesPerDay: 720,
  });
  expect(figures.failures).toEqual([]);
});

test('[R11] [RL32] a run with more commits than one an interval fails, however many browsers there are', () => {
  expect(figuresOf(runOf(25), SPEED).failures).toEqual([]);
  expect(figuresOf(runOf(26), SPEED).failures).toEqual([
    '26 commits in 2.00 simulated hours: the interval allows 25',
  ]);
});

test('[RL30] a run that lost or doubled a row, or did not come to its end, fails', () => {
  const failuresOf = (changed: Partial<LoadRun>) => figuresOf(runOf(1, changed), SPEED).failures;
  expect(failuresOf({ verdict: { ...VERDICT, lost: 1 } })).toEqual(['1 rows lost, 0 duplicated, 0 torn']);
  expect(failuresOf({ verdict: { ...VERDICT, duplicated: 2 } })).toHaveLength(1);
  expect(failuresOf({ isDrained: false })).toEqual(['not all was in the dataset after 2 s']);
  expect(failuresOf({ book: createBook() })).toEqual(['nothing was sent']);
});

test('uploads stand in the class of their size', () => {
  const run = runOf(1);
  const put = (sizeBytes: number, tookMs: number, status = 202) =>
    run.book.call({ kind: 'put', status, sizeBytes, tookMs });
  put(10_000, 5);
  put(10_001, 7);
  put(2_000_000, 90);
  put(2_000_000, 1, 503);
  expect(figuresOf(run, SPEED).puts.map(({ count, p50Ms }) => [count, p50Ms])).toEqual([
    [1, 5],
    [1, 7],
    [0, Number.NaN],
    [1, 90],
  ]);
});
