import type { CachedTable, Database } from '../cache/database.ts';
import { sqlName } from '../cache/sqlText.ts';
import type { TimeWindow } from '../windows/timeWindow.ts';
import { windowText } from '../windows/timeWindow.ts';
import { zonedText } from '../windows/zonedTime.ts';
import { type RowFilter, rowCondition } from './rowFilter.ts';

const ALL: TimeWindow = { sinceMs: undefined, untilMs: undefined, said: '' };

/** Why nothing is left of a table: what it holds, and which of window and filters removed it. For people. */
export async function explainEmpty(
  db: Database,
  table: CachedTable,
  { window, filters, tz }: { window: TimeWindow; filters: readonly RowFilter[]; tz: string },
): Promise<string> {
  const count = async (of: TimeWindow, by: readonly RowFilter[]): Promise<number> => {
    const { sql, params } = rowCondition(table, of, by);
    const [row] = await db.rows<{ n: number }>(
      `SELECT count(*) AS n FROM ${sqlName(table.name)} WHERE ${sql}`,
      params,
    );
    return row?.n ?? 0;
  };
  const total = await count(ALL, []);
  if (total === 0) return `${table.name} has no rows.`;
  const [last] = await db.rows<{ last: Date | null }>(
    `SELECT max(_time) AS last FROM ${sqlName(table.name)}`,
  );
  const newest = last?.last ? `, the newest of ${zonedText(last.last.getTime(), tz)}` : '';
  const inWindow = await count(window, []);
  if (inWindow === 0)
    return `${table.name} has ${total} rows${newest}; none lies in ${windowText(window, tz)} (${tz}).`;
  for (const filter of filters)
    if ((await count(window, [filter])) === 0)
      return `${table.name} has ${inWindow} rows in that time; --where ${filter.said} removed them all.`;
  const said = filters.map((filter) => `--where ${filter.said}`).join(' and ');
  return `${table.name} has ${inWindow} rows in that time; ${said || 'what was asked for'} together removed them all.`;
}
