import { sqlName } from '../cache/sqlText.ts';
import { usageError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import type { CommandDefinition } from './commandDefinition.ts';

/** The columns of the tables, and how full they are. */
export const schema: CommandDefinition = {
  name: 'schema',
  summary: 'the columns of each table, how full they are, and what came otherwise than declared',
  examples: [
    ['parqueue schema', 'all tables'],
    ['parqueue schema metrics_event', 'one table, with an example of each column'],
  ],
  declare: (command) => command.argument('[table]', 'only this one'),
  async run({ cache, out }, _options, [name]) {
    const db = await cache.open();
    try {
      const tables = name === undefined ? db.tables : [db.requireTable(name)];
      if (name === undefined && tables.length === 0) throw usageError('the dataset has no tables yet');
      const declared = await db.rows<{ table_name: string; name: string }>(
        'SELECT table_name, name FROM parqueue.declared',
      );
      const drift = await db.rows<{ said: string }>('SELECT said FROM parqueue.drift ORDER BY said');
      const sections = [];
      for (const table of tables) {
        const parts = table.columns.map(
          ({ name: column, type }) =>
            `SELECT ${`'${column.replaceAll("'", "''")}'`} AS "column", count(*) AS total, count(${sqlName(column)}) AS filled,
             ${type.startsWith('STRUCT(path') ? `min(${sqlName(column)}.path)` : `min(${sqlName(column)}::VARCHAR)`} AS example
             FROM ${sqlName(table.name)}`,
        );
        const counts = await db.rows<{
          column: string;
          total: number;
          filled: number;
          example: string | null;
        }>(parts.join(' UNION ALL ') || 'SELECT NULL LIMIT 0');
        const byColumn = new Map(counts.map((row) => [row.column, row]));
        sections.push({
          name: table.name,
          rows: table.columns.map(({ name: column, type }) => {
            const { total = 0, filled = 0, example = null } = byColumn.get(column) ?? {};
            const isDeclared = declared.some((one) => one.table_name === table.name && one.name === column);
            return {
              column,
              type: type.startsWith('STRUCT(path')
                ? 'recording'
                : type.replace(' WITH TIME ZONE', 'TZ').toLowerCase(),
              filled: total === 0 ? null : filled / total,
              is_declared: isDeclared,
              example,
            };
          }),
          columns: [
            { key: 'column' },
            { key: 'type' },
            {
              key: 'filled',
              align: 'right' as const,
              format: (value: unknown) => (value === null ? '–' : `${Math.round(Number(value) * 100)} %`),
            },
            {
              key: 'is_declared',
              title: 'declared',
              format: (value: unknown) => (value === true ? 'yes' : 'no'),
            },
            { key: 'example', isHidden: name === undefined },
          ],
          notes: drift
            .filter(({ said }) => said.startsWith(`${table.name}.`))
            .map(({ said }) => `drift: ${said}`),
        });
      }
      out.show({ sections });
      return EXIT.ok;
    } finally {
      db.close();
    }
  },
};
