import { sqlName } from '../cache/sqlText.ts';
import { EXIT } from '../exitCodes.ts';
import { explainEmpty } from '../queries/explainEmpty.ts';
import { rowCondition } from '../queries/rowFilter.ts';
import type { CommandDefinition } from './commandDefinition.ts';

const ROWS = 20;

/** The last rows of a table. */
export const tail: CommandDefinition = {
  name: 'tail',
  summary: 'the last rows of a table, the newest first',
  examples: [
    ['parqueue tail', 'the last 20 events'],
    ['parqueue tail log_line -n 50 --tz local', 'the last 50 log lines, in your time'],
  ],
  declare: (command) =>
    command
      .argument('[table]', 'default: metrics_event, else the first')
      .option('-n, --rows <n>', 'how many rows', String(ROWS)),
  async run({ cache, out, talk, window, filters, limit, config }, options, [name]) {
    const db = await cache.open();
    try {
      const known = db.tables.find((table) => table.name === 'metrics_event') ?? db.tables[0];
      const table = db.requireTable(name ?? known?.name ?? 'metrics_event');
      const { sql, params } = rowCondition(table, window, filters);
      const count = limit ?? (Number(options['rows']) || ROWS);
      const rows = await db.rows(
        `SELECT _time AS time, * EXCLUDE (_time, _file, _row) FROM ${sqlName(table.name)} WHERE ${sql}
         ORDER BY _time DESC NULLS LAST, _file DESC, _row DESC LIMIT ${Math.floor(count)}`,
        params,
      );
      if (rows.length === 0) talk.info(await explainEmpty(db, table, { window, filters, tz: config.tz }));
      const isForPeople = out.format === 'text' || out.format === 'md';
      const shown = [...new Set(rows.flatMap(Object.keys))].filter(
        (key) => !LEFT_OUT.has(key) && key !== table.timeColumn && rows.some((row) => row[key] !== null),
      );
      out.show({
        name: table.name,
        rows,
        whenEmpty: 'no rows',
        ...(isForPeople && {
          columns: shown.map((key) => ({ key, ...(table.mediaColumns.includes(key) && { format: pathOf }) })),
        }),
      });
      return rows.length === 0 ? EXIT.noData : EXIT.ok;
    } finally {
      db.close();
    }
  },
};

const LEFT_OUT = new Set(['row_id', 'revision']);

const pathOf = (value: unknown): string => (value as { path?: string } | null)?.path ?? '–';
