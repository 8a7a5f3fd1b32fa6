import type { Column, Section } from '../output/answer.ts';
import { formatDuration, formatNumber } from '../output/formatCell.ts';
import type { PlayStats } from '../queries/plays/readPlays.ts';
import type { PlaysReport, Report } from './report.ts';

/** The parts of a report, in order: for text, Markdown, and the tables of HTML. */
export function reportSections({ plays, errors, events }: Report): Section[] {
  return [
    ...(plays === undefined ? [] : playSections(plays)),
    ...(errors === undefined
      ? []
      : [
          section('errors', 'Errors by service and severity', 'No errors.', errors.counts, [
            { key: 'service' },
            { key: 'severity' },
            { key: 'error_count', title: 'errors' },
            { key: 'unresolved_count', title: 'not resolved' },
            { key: 'last_seen', title: 'last' },
          ]),
          section('open_errors', 'Latest errors that are not resolved', 'All are resolved.', errors.open, [
            { key: 'timestamp', title: 'time' },
            { key: 'severity' },
            { key: 'service' },
            { key: 'message' },
          ]),
        ]),
    ...(events === undefined
      ? []
      : [
          section('events', 'Events by kind', 'No events.', events, [
            { key: 'event_type', title: 'kind' },
            { key: 'event_count', title: 'events' },
            { key: 'p50_ms', title: 'P50', format: milliseconds, align: 'right' },
            { key: 'p95_ms', title: 'P95', format: milliseconds, align: 'right' },
          ]),
        ]),
  ];
}

const milliseconds = (value: unknown): string =>
  typeof value === 'number' ? `${formatNumber(Math.round(value))} ms` : '–';
const percent = (value: unknown): string => (typeof value === 'number' ? `${value.toFixed(2)} %` : '–');
const seconds = (value: unknown): string => (typeof value === 'number' ? formatDuration(value * 1000) : '–');
const count = (value: unknown): string => (typeof value === 'number' ? formatNumber(value) : '–');

const FIGURES: readonly (readonly [keyof PlayStats, string, (value: unknown) => string])[] = [
  ['total_plays', 'Plays', count],
  ['unique_tracks', 'Tracks', count],
  ['total_duration_seconds', 'Played', seconds],
  ['uptime_percent', 'Uptime', percent],
  ['plays_with_errors', 'Plays with errors', count],
  ['error_rate', 'Error rate', percent],
  ['ended_early', 'Ended early', count],
];

function playSections({ stats, before, top, hours, days }: PlaysReport): Section[] {
  return [
    section(
      'summary',
      'Summary',
      'No plays.',
      FIGURES.map(([key, figure, format]) => ({
        figure,
        value: format(stats[key]),
        before: before.total_plays === 0 ? null : format(before[key]),
      })),
      [
        { key: 'figure' },
        { key: 'value', title: 'this time', align: 'right' },
        { key: 'before', title: 'time before', align: 'right' },
      ],
    ),
    section('top', 'Most played', 'No plays.', top, [
      { key: 'artist' },
      { key: 'title' },
      { key: 'play_count', title: 'plays' },
      { key: 'total_duration_seconds', title: 'played', format: seconds, align: 'right' },
      { key: 'plays_with_errors', title: 'with errors' },
    ]),
    section('days', 'By day', 'No plays yet.', days, [
      { key: 'date', title: 'day' },
      { key: 'play_count', title: 'plays' },
      { key: 'plays_with_errors', title: 'with errors' },
      { key: 'uptime_percent', title: 'uptime', format: percent, align: 'right' },
    ]),
    section('hours', 'By hour of the day', 'No plays.', hours, [
      { key: 'hour_of_day', title: 'hour', format: hourText, align: 'left' },
      { key: 'play_count', title: 'plays' },
      { key: 'plays_with_errors', title: 'with errors' },
    ]),
  ];
}

const hourText = (hour: unknown): string => `${String(hour).padStart(2, '0')}:00`;

const section = (
  name: string,
  title: string,
  whenEmpty: string,
  rows: readonly object[],
  columns: readonly Column[],
): Section => ({ name, title, whenEmpty, columns, rows: rows.map((row) => ({ ...row })) });
