import { sqlName } from '../cache/sqlText.ts';
import { EXIT } from '../exitCodes.ts';
import { formatDuration } from '../output/formatCell.ts';
import type { CommandDefinition } from './commandDefinition.ts';

/** How fresh the cache is, and what it holds. */
export const status: CommandDefinition = {
  name: 'status',
  summary: 'how fresh the data is, and how much of it there is',
  examples: [['parqueue status', 'tables, rows, newest row, last sync']],
  async run({ cache, out, clock, talk }) {
    const db = await cache.open();
    try {
      const ageOf = (at: Date | null): string =>
        at === null ? '–' : `${formatDuration(Math.max(0, clock.now() - at.getTime()))} ago`;
      const rows = [];
      for (const { name, hasRevisions } of db.tables) {
        const [counts] = await db.rows<{
          revisions: number;
          rows: number;
          last: Date | null;
          first: Date | null;
        }>(
          `SELECT count(*) AS revisions, count(*) FILTER (WHERE _current) AS "rows", min(_time) AS "first", max(_time) AS "last"
           FROM ${sqlName(`${name}_rows`)}`,
        );
        const [files] = await db.rows<{ files: number; bad: number }>(
          `SELECT count(*) AS files, count(problem) AS bad FROM parqueue.files WHERE table_name = $name`,
          { name },
        );
        rows.push({ table: name, ...counts, has_revisions: hasRevisions, ...files });
      }
      const lastRow = rows.reduce<Date | null>(
        (last, row) => (row.last && (!last || row.last > last) ? row.last : last),
        null,
      );
      const summary = {
        dataset: cache.source().name,
        revision: db.revision.slice(0, 12),
        synced_at: new Date(db.syncedAt),
        newest_row_at: lastRow,
        lag_s: lastRow === null ? null : Math.round((clock.now() - lastRow.getTime()) / 1000),
      };
      out.show({
        sections: [
          {
            name: 'dataset',
            isRecord: true,
            rows: [summary],
            columns: [
              { key: 'dataset' },
              { key: 'revision' },
              { key: 'synced_at', format: (value) => ageOf(value as Date) },
              { key: 'newest_row_at', title: 'newest row', format: (value) => ageOf(value as Date | null) },
              { key: 'lag_s', isHidden: true },
            ],
          },
          {
            name: 'tables',
            rows,
            whenEmpty: 'the dataset has no tables yet',
            columns: [
              { key: 'table' },
              { key: 'rows' },
              { key: 'revisions' },
              { key: 'files' },
              { key: 'bad', title: 'left out' },
              { key: 'first', title: 'oldest row' },
              { key: 'last', title: 'newest row' },
              { key: 'has_revisions', isHidden: true },
            ],
          },
        ],
      });
      const badCount = rows.reduce((sum, row) => sum + (row.bad ?? 0), 0);
      if (badCount > 0) talk.warn(`${badCount} files could not be read; parqueue doctor names them`);
      return rows.length === 0 ? EXIT.noData : EXIT.ok;
    } finally {
      db.close();
    }
  },
};
