import { withDatabase } from '../cache/withDatabase.ts';
import { usageError } from '../commandError.ts';
import { type ErrorGroup, errorGroups } from '../errors/errorGroups.ts';
import { errorRelation } from '../errors/errorSources.ts';
import { EXIT } from '../exitCodes.ts';
import { explainEmpty } from '../queries/explainEmpty.ts';
import type { CommandDefinition, CommandOptions } from './commandDefinition.ts';

const ROWS = 50;
const SEVERITIES = ['info', 'warning', 'error', 'critical'];

/** Which errors there are, and since when. */
export const errorsList: CommandDefinition = {
  name: 'list',
  summary:
    'errors by their fingerprints, the last first: how many, since when, and by which rule they are one',
  examples: [
    ['parqueue errors list', 'what is open'],
    ['parqueue errors list --all --severity error --days 30 --csv', 'a month with what is resolved, as CSV'],
  ],
  declare: (command) =>
    command
      .option('--all', 'those that are resolved, too')
      .option('--resolved', 'only those that are resolved')
      .option('--severity <name>', 'from this on: info, warning, error, critical')
      .option('--table <name>', 'only of error_log, metrics_event or recitation_error'),
  run: ({ cache, out, talk, window, filters, limit, config }, options) =>
    withDatabase(cache, async (db) => {
      const table = options['table'] as string | undefined;
      const relation = errorRelation(db, { window, filters, table });
      const groups = await errorGroups(db, relation);
      const wanted = groups.filter(wish(options));
      const [first] = relation.tables;
      if (groups.length === 0 && first !== undefined)
        talk.info(await explainEmpty(db, first, { window, filters, tz: config.tz }));
      else if (wanted.length === 0)
        talk.info(
          `There are ${groups.length} kinds of errors in that time, none of them as asked for; --all shows them.`,
        );
      const rows = wanted.slice(0, limit ?? ROWS).map((group) => ({ ...group }));
      if (rows.length < wanted.length)
        talk.info(`${rows.length} of ${wanted.length} kinds; --limit ${wanted.length} shows them all.`);
      out.show({ name: 'errors', rows, columns: COLUMNS, whenEmpty: 'no errors' });
      return rows.length === 0 ? EXIT.noData : EXIT.ok;
    }),
};

function wish({ all, resolved, severity }: CommandOptions): (group: ErrorGroup) => boolean {
  const least = severity === undefined ? 0 : SEVERITIES.indexOf(String(severity));
  if (least < 0) throw usageError(`--severity: expected ${SEVERITIES.join(', ')}, got "${severity}"`);
  return (group) => {
    const isResolved = group.state === 'resolved';
    const weight = SEVERITIES.indexOf(group.severity);
    return (all === true || isResolved === (resolved === true)) && (weight < 0 || weight >= least);
  };
}

const COLUMNS = [
  { key: 'fingerprint' },
  { key: 'state' },
  { key: 'severity' },
  { key: 'service' },
  { key: 'n' },
  { key: 'open' },
  { key: 'first', title: 'first seen' },
  { key: 'last', title: 'last seen' },
  { key: 'message' },
  { key: 'rule' },
  { key: 'error_type', isHidden: true },
  { key: 'fingerprint_text', isHidden: true },
  { key: 'tables', isHidden: true },
] as const;
