import type { Answer, Section } from '../output/answer.ts';
import { formatDuration, formatNumber } from '../output/formatCell.ts';
import type { ProcessOptions } from './processOptions.ts';
import type { RunReport } from './runProcess.ts';
import { percentile } from './runStats.ts';

const TOP_PROBLEMS = 10;

/** What a run has done, and what is left to do about it. */
export function processAnswer(report: RunReport, { name }: ProcessOptions, spoolDir: string): Answer {
  const { stats, elapsedMs } = report;
  const {
    total,
    transcribed,
    empty,
    skipped,
    errors,
    invalid,
    elsewhere,
    reused,
    retries,
    delivered,
    audioS,
  } = stats;
  const problems = [...stats.problems]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, TOP_PROBLEMS)
    .map(([problem, count]) => ({ count, problem }));
  const summary: Section = {
    name: 'process',
    isRecord: true,
    rows: [
      {
        processor: name,
        sequences: total,
        transcribed,
        empty,
        skipped,
        errors,
        invalid,
        done_elsewhere: elsewhere,
        reused,
        retries,
        results_delivered: delivered,
        p50_ms: percentile(stats.durationsMs, 0.5),
        p95_ms: percentile(stats.durationsMs, 0.95),
        audio_s: audioS,
        audio_s_per_s: elapsedMs === 0 ? null : audioS / (elapsedMs / 1000),
        took_ms: elapsedMs,
        problems,
      },
    ],
    columns: [
      ...['processor', 'sequences', 'transcribed', 'empty', 'skipped', 'errors', 'invalid'].map((key) => ({
        key,
      })),
      ...['done_elsewhere', 'reused', 'retries', 'results_delivered', 'p50_ms', 'p95_ms'].map((key) => ({
        key,
      })),
      { key: 'audio_s', title: 'audio', format: (value) => `${formatNumber(Number(value))} s` },
      { key: 'audio_s_per_s', title: 'audio s/s' },
      { key: 'took_ms', title: 'took', format: (value) => formatDuration(Number(value)) },
      { key: 'problems', isHidden: true },
    ],
    notes: [...problems.map(({ count, problem }) => `${count} × ${problem}`), ...notesOf(report, spoolDir)],
  };
  return { sections: [summary] };
}

function notesOf({ stats, isDelivered, isStopped }: RunReport, spoolDir: string): string[] {
  const notes: string[] = [];
  if (isStopped) notes.push('Stopped; the same command goes on from here.');
  if (stats.errors > 0) notes.push('Errors are tried again by the same command.');
  if (stats.invalid > 0) notes.push('What is invalid is tried again with --retry-errors alone.');
  if (!isDelivered) notes.push(`Results wait in ${spoolDir}; the same command delivers them.`);
  return notes;
}
