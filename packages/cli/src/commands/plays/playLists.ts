import type { Section } from '../../output/answer.ts';
import type { Out } from '../../output/createOut.ts';
import type { CommandDefinition } from '../commandDefinition.ts';
import { durationColumn, PLAY_COLUMNS } from './playColumns.ts';
import { countOf, withPlays } from './withPlays.ts';

type Rows = Section['rows'];

/** A list of plays: for people their main columns, for machines all. */
const listOf = ({ format }: Out, rows: Rows, whenEmpty: string): Section => ({
  name: 'plays',
  rows,
  whenEmpty,
  ...((format === 'text' || format === 'md') && { columns: PLAY_COLUMNS }),
});

/** The last plays. */
export const recent: CommandDefinition = {
  name: 'recent',
  summary: 'the last plays, the newest first',
  examples: [
    ['parqueue plays recent', 'the last ten'],
    ['parqueue plays recent --limit 100 --csv', 'the last hundred, as CSV'],
  ],
  run: (context) =>
    withPlays(context, 'play_history', async ({ db, span }) => {
      const rows = await db.rows<Rows[number]>(
        `SELECT * FROM _plays WHERE started_at >= $start::TIMESTAMPTZ AND started_at < $end::TIMESTAMPTZ
         ORDER BY started_at DESC, row_id DESC LIMIT $limit::BIGINT`,
        { ...span, limit: countOf(context.limit, 10) },
      );
      return { section: listOf(context.out, rows, 'no plays'), isEmpty: rows.length === 0 };
    }),
};

/** The plays of one track. */
export const history: CommandDefinition = {
  name: 'history',
  summary: 'the plays of one track, the newest first',
  examples: [['parqueue plays history "Nils Frahm" Says --limit 3', 'the last three times']],
  declare: (command) =>
    command.argument('<artist>', 'as it is logged; capitals are all one').argument('<title>', 'likewise'),
  run: (context, _options, [artist = '', title = '']) =>
    withPlays(context, 'play_history', async ({ db, span }) => {
      const rows = await db.rows<Rows[number]>(
        `SELECT * FROM get_track_history($artist, $title, n := 9223372036854775807)
         WHERE started_at >= $start::TIMESTAMPTZ AND started_at < $end::TIMESTAMPTZ ORDER BY started_at DESC, row_id DESC LIMIT $limit::BIGINT`,
        { ...span, artist, title, limit: countOf(context.limit, 20) },
      );
      if (rows.length === 0)
        context.talk.info(`No play of "${artist}" – "${title}"; parqueue plays top lists the tracks.`);
      return { section: listOf(context.out, rows, 'no plays of it'), isEmpty: rows.length === 0 };
    }),
};

/** What plays at this moment. */
export const now: CommandDefinition = {
  name: 'now',
  summary: 'what plays now, as of the last sync',
  examples: [['parqueue sync && parqueue plays now', 'with what came since']],
  run: (context) => {
    const { clock, out, cache, talk } = context;
    return withPlays(context, 'play_history', async ({ db }) => {
      const found = await db.rows<CurrentPlay>('SELECT * FROM get_current_playing($now)', {
        now: new Date(clock.now()).toISOString(),
      });
      const rows = found.map((play) => ({ ...play, state: stateOf(play) }));
      const synced = (await cache.state())?.syncedAt;
      if (synced !== undefined && clock.now() - synced > 60_000)
        talk.info(`As of the sync ${Math.round((clock.now() - synced) / 60_000)} min ago.`);
      const section: Section = {
        name: 'now',
        rows,
        isRecord: true,
        whenEmpty: 'nothing plays',
        ...((out.format === 'text' || out.format === 'md') && { columns: NOW_COLUMNS }),
      };
      return { section, isEmpty: rows.length === 0 };
    });
  },
};

interface CurrentPlay extends Record<string, unknown> {
  readonly elapsed_seconds: number;
  readonly expected_duration_seconds: number | null;
}

const LATE_SECONDS = 60;

/** A play that has long been over by the length of its track has died without a word. */
const stateOf = ({ elapsed_seconds, expected_duration_seconds }: CurrentPlay): 'playing' | 'overdue' =>
  expected_duration_seconds !== null && elapsed_seconds > expected_duration_seconds + LATE_SECONDS
    ? 'overdue'
    : 'playing';

const NOW_COLUMNS = [
  { key: 'state' },
  { key: 'artist' },
  { key: 'title' },
  { key: 'album' },
  { key: 'started_at', title: 'started' },
  durationColumn('elapsed_seconds', 'for'),
  durationColumn('expected_duration_seconds', 'of'),
];
