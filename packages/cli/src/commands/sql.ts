import { usageError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import { fencedSql, SQL_TIMEOUT_MS } from '../queries/fencedSql.ts';
import { parseDuration } from '../windows/duration.ts';
import type { CommandDefinition } from './commandDefinition.ts';

/** A statement of one's own over the cache. */
export const sql: CommandDefinition = {
  name: 'sql',
  summary: 'ask in SQL (DuckDB): reads only, reaches no file and no network',
  examples: [
    [
      'parqueue sql "SELECT event_type, count(*) AS n FROM metrics_event GROUP BY ALL ORDER BY n DESC"',
      'events by kind',
    ],
    ['parqueue sql --csv - < query.sql', 'from standard input'],
  ],
  declare: (command) =>
    command
      .argument('<statement>', 'or - for standard input')
      .option('--timeout <time>', 'stop it after that', `${SQL_TIMEOUT_MS / 1000}s`),
  async run({ cache, out, platform, signal, limit }, options, [given = '']) {
    const text = (given === '-' ? await platform.readStdin() : given).trim().replace(/;\s*$/, '');
    if (text === '') throw usageError('statement: is empty');
    const timeout = parseDuration('--timeout', options['timeout'] as string);
    const db = await cache.open();
    try {
      const rows = await fencedSql(db, text, { timeoutMs: timeout.ms, signal });
      out.show({
        name: 'sql',
        rows: limit === undefined ? rows : rows.slice(0, limit),
        whenEmpty: 'no rows',
      });
      return rows.length === 0 ? EXIT.noData : EXIT.ok;
    } finally {
      db.close();
    }
  },
};
