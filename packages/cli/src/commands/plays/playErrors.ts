import { usageError } from '../../commandError.ts';
import type { Section } from '../../output/answer.ts';
import { readErrorCounts } from '../../queries/plays/readPlays.ts';
import type { CommandDefinition } from '../commandDefinition.ts';
import { forPeople } from './playFigures.ts';
import { countOf, withPlays } from './withPlays.ts';

const SEVERITIES = ['info', 'warning', 'error', 'critical'];

/** What went wrong, counted or one by one. */
export const errors: CommandDefinition = {
  name: 'errors',
  summary: 'errors by service and severity, or one by one with --timeline; of 7 days by default',
  examples: [
    ['parqueue plays errors', 'counted, over a week'],
    ['parqueue plays errors --timeline --severity critical', 'each, with the track that it broke'],
  ],
  defaultSince: '7d',
  declare: (command) =>
    command
      .option('--timeline', 'one by one, the newest first')
      .option('--severity <severity>', `only these: ${SEVERITIES.join(', ')}; of the timeline`),
  run: (context, options) => {
    const severity = severityOf(options['severity']);
    const isTimeline = options['timeline'] === true || severity !== null;
    return withPlays(context, 'error_log', async ({ db, span }) => {
      if (!isTimeline) {
        const rows = await readErrorCounts(db, span);
        const section: Section = {
          name: 'errors',
          rows: rows.map((row) => ({ ...row })),
          whenEmpty: 'no errors',
        };
        return { section, isEmpty: rows.length === 0 };
      }
      const rows = await db.rows<Section['rows'][number]>(
        'SELECT * FROM get_error_timeline($start, $end, of_severity := $severity) LIMIT $limit::BIGINT',
        { ...span, severity, limit: countOf(context.limit, 100) },
      );
      const columns = ['timestamp', 'severity', 'service', 'message', 'artist', 'title', 'resolved'];
      const section: Section = {
        name: 'timeline',
        rows,
        whenEmpty: 'no errors',
        ...(forPeople(context) && { columns: columns.map((key) => ({ key })) }),
      };
      return { section, isEmpty: rows.length === 0 };
    });
  },
};

function severityOf(given: unknown): string | null {
  if (given === undefined) return null;
  if (SEVERITIES.includes(String(given))) return String(given);
  throw usageError(`--severity: expected one of ${SEVERITIES.join(', ')}, got "${String(given)}"`);
}
