import type { Section } from '../../output/answer.ts';
import { bar } from '../../output/bars.ts';
import {
  type PlayStats,
  readDays,
  readHours,
  readPlayStats,
  readTopTracks,
} from '../../queries/plays/readPlays.ts';
import type { CommandContext, CommandDefinition } from '../commandDefinition.ts';
import { durationColumn, percentColumn } from './playColumns.ts';
import { countOf, type PlaysFound, withPlays } from './withPlays.ts';

/** The numbers of a time as `name  value` lines. */
const STATS_COLUMNS = [
  { key: 'total_plays', title: 'plays' },
  { key: 'unique_tracks', title: 'tracks' },
  { key: 'unique_artists', title: 'artists' },
  durationColumn('total_duration_seconds', 'played'),
  durationColumn('avg_duration_seconds', 'average'),
  { key: 'ended_early', title: 'ended early' },
  { key: 'plays_with_errors', title: 'with errors' },
  { key: 'total_errors', title: 'errors' },
  percentColumn('error_rate', 'error rate'),
  percentColumn('uptime_percent', 'uptime'),
  { key: 'first_play', title: 'first play' },
  { key: 'last_play', title: 'last play' },
];

/** Columns are for people; machines get all there is, under its own names. */
export const forPeople = ({ out }: CommandContext): boolean => out.format === 'text' || out.format === 'md';

export function statsFound(context: CommandContext, row: PlayStats & { readonly date?: string }): PlaysFound {
  const dated = row.date === undefined ? STATS_COLUMNS : [{ key: 'date' }, ...STATS_COLUMNS];
  const section: Section = {
    name: 'stats',
    rows: [{ ...row }],
    isRecord: true,
    ...(forPeople(context) && { columns: dated }),
  };
  return { section, isEmpty: row.total_plays === 0 };
}

/** How much was played, how long it sounded, how often something went wrong. */
export const stats: CommandDefinition = {
  name: 'stats',
  summary: 'plays, tracks, uptime and error rate; of 7 days by default',
  examples: [['parqueue plays stats --days 30', 'of a month']],
  defaultSince: '7d',
  run: (context) =>
    withPlays(context, 'play_history', async ({ db, span }) =>
      statsFound(context, await readPlayStats(db, span)),
    ),
};

/** What was played most. */
export const top: CommandDefinition = {
  name: 'top',
  summary: 'the tracks that were played most; of 30 days by default',
  examples: [['parqueue plays top --days 7 --limit 5', 'the five of a week']],
  defaultSince: '30d',
  run: (context) =>
    withPlays(context, 'play_history', async ({ db, span }) => {
      const rows = await readTopTracks(db, span, countOf(context.limit, 10));
      const max = rows[0]?.play_count ?? 0;
      const columns = [
        { key: 'artist' },
        { key: 'title' },
        { key: 'play_count', title: 'plays' },
        { key: 'bar', title: '', format: (_: unknown, row: object) => bar(countIn(row), max) },
        durationColumn('total_duration_seconds', 'played'),
        { key: 'plays_with_errors', title: 'with errors' },
        { key: 'last_played', title: 'last' },
      ];
      const section: Section = {
        name: 'tracks',
        rows: rows.map((row) => ({ ...row })),
        whenEmpty: 'no plays',
      };
      return {
        section: { ...section, ...(forPeople(context) && { columns }) },
        isEmpty: rows.length === 0,
      };
    }),
};

/** At which hours of the day it plays. */
export const hours: CommandDefinition = {
  name: 'hours',
  summary: 'plays by hour of the day, in the zone of --tz; of 7 days by default',
  examples: [['parqueue plays hours --tz Asia/Riyadh', 'in the hours of Riyadh']],
  defaultSince: '7d',
  run: (context) =>
    withPlays(context, 'play_history', async ({ db, span, tz }) => {
      const rows = await readHours(db, span, tz);
      const max = Math.max(...rows.map(countIn));
      const columns = [
        {
          key: 'hour_of_day',
          align: 'left' as const,
          title: 'hour',
          format: (hour: unknown) => `${String(hour).padStart(2, '0')}:00`,
        },
        { key: 'play_count', title: 'plays' },
        { key: 'bar', title: '', format: (_: unknown, row: object) => bar(countIn(row), max) },
      ];
      const section: Section = {
        name: 'hours',
        rows: rows.map((row) => ({ ...row })),
        ...(forPeople(context) && { columns }),
      };
      return { section, isEmpty: max === 0 };
    }),
};

/** How much of each day something played. */
export const uptime: CommandDefinition = {
  name: 'uptime',
  summary: 'per cent of each day in which something played; of 30 days by default',
  examples: [['parqueue plays uptime --days 14 --tz Asia/Riyadh', 'two weeks, in the days of Riyadh']],
  defaultSince: '30d',
  run: (context) =>
    withPlays(context, 'play_history', async ({ db, span, tz }) => {
      const rows = await readDays(db, span, tz);
      const columns = [
        { key: 'date' },
        percentColumn('uptime_percent', 'uptime'),
        {
          key: 'bar',
          title: '',
          format: (_: unknown, row: object) => bar((row as { uptime_percent: number }).uptime_percent, 100),
        },
        { key: 'play_count', title: 'plays' },
        { key: 'plays_with_errors', title: 'with errors' },
      ];
      const section: Section = {
        name: 'days',
        rows: rows.map((row) => ({ ...row })),
        whenEmpty: 'no days with plays',
        ...(forPeople(context) && { columns }),
      };
      return { section, isEmpty: rows.length === 0 };
    }),
};

const countIn = (row: object): number => (row as { play_count: number }).play_count;
