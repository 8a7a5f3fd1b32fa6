import { sqlName } from '../cache/sqlText.ts';
import { EXIT } from '../exitCodes.ts';
import { formatBytes } from '../output/formatCell.ts';
import type { CommandDefinition } from './commandDefinition.ts';

/** What the tables take of the dataset, and what they will take in a month if it goes on like this. */
export const du: CommandDefinition = {
  name: 'du',
  summary: 'bytes by table, bytes a row, and what a month will take',
  examples: [['parqueue du', 'sizes of all tables']],
  async run({ cache, out }) {
    const db = await cache.open();
    try {
      const files = await db.rows<{ table_name: string; files: number; size_bytes: number }>(
        'SELECT table_name, count(*) AS files, sum(size_bytes)::BIGINT AS size_bytes FROM parqueue.files GROUP BY table_name',
      );
      const rows: TableSize[] = [];
      for (const { name } of db.tables) {
        const found = files.find(({ table_name }) => table_name === name);
        const [counts] = await db.rows<{ rows: number; days: number | null }>(
          `SELECT count(*) AS "rows", greatest(1, date_diff('day', min(_time), max(_time)) + 1) AS days FROM ${sqlName(`${name}_rows`)}`,
        );
        const { files: fileCount = 0, size_bytes = 0 } = found ?? {};
        rows.push({
          table: name,
          files: fileCount,
          rows: counts?.rows ?? 0,
          size_bytes,
          bytes_per_row: counts?.rows ? Math.round(size_bytes / counts.rows) : null,
          month_bytes: counts?.days ? Math.round((size_bytes / counts.days) * 30) : null,
        });
      }
      const sum = (key: 'files' | 'rows' | 'size_bytes' | 'month_bytes'): number =>
        rows.reduce((total, row) => total + (row[key] ?? 0), 0);
      const all = {
        table: 'all',
        files: sum('files'),
        rows: sum('rows'),
        size_bytes: sum('size_bytes'),
        bytes_per_row: null,
        month_bytes: sum('month_bytes'),
      };
      const size = (value: unknown): string => (value === null ? '–' : formatBytes(Number(value)));
      out.show({
        name: 'du',
        rows: [...rows, all],
        columns: [
          { key: 'table' },
          { key: 'files' },
          { key: 'rows' },
          { key: 'size_bytes', title: 'size', format: size, align: 'right' },
          { key: 'bytes_per_row', title: 'a row', format: size, align: 'right' },
          { key: 'month_bytes', title: 'a month', format: size, align: 'right' },
        ],
      });
      return rows.length === 0 ? EXIT.noData : EXIT.ok;
    } finally {
      db.close();
    }
  },
};

interface TableSize {
  readonly table: string;
  readonly files: number;
  readonly rows: number;
  readonly size_bytes: number;
  readonly bytes_per_row: number | null;
  readonly month_bytes: number | null;
  readonly [key: string]: unknown;
}
