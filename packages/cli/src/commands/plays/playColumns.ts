import type { AnswerRow, Column } from '../../output/answer.ts';
import { formatDuration } from '../../output/formatCell.ts';

/** Seconds as `4 min 31 s`; `–` where there are none. */
const duration = (value: unknown): string => (typeof value === 'number' ? formatDuration(value * 1000) : '–');

/** Per cent, with two decimals: `98.55 %`. */
const percent = (value: unknown): string => (typeof value === 'number' ? `${value.toFixed(2)} %` : '–');

export const durationColumn = (key: string, title: string): Column => ({
  key,
  title,
  format: duration,
  align: 'right',
});

export const percentColumn = (key: string, title?: string): Column => ({
  key,
  format: percent,
  align: 'right',
  ...(title !== undefined && { title }),
});

/** How a play ended, in a word: that it failed, that it still runs, or nothing. */
const outcome = (_: unknown, row: AnswerRow): string => {
  if (row['had_errors'] === true) return String(row['error_message'] ?? 'with errors');
  return row['ended_at'] === null ? 'no end yet' : '';
};

/** The columns of a list of plays, for people. */
export const PLAY_COLUMNS: readonly Column[] = [
  { key: 'started_at', title: 'started' },
  { key: 'artist' },
  { key: 'title' },
  durationColumn('duration_seconds', 'played'),
  durationColumn('expected_duration_seconds', 'of'),
  { key: 'outcome', title: 'outcome', format: outcome },
];
