import type { Database } from '../cache/database.ts';
import { sqlName } from '../cache/sqlText.ts';
import type { CheckReport, Finding } from './finding.ts';

/** Below that, an empty column says little. */
const ENOUGH_ROWS = 20;

/** Whether files could be read, columns are as declared, and no column is empty throughout. */
export async function checkSchema(db: Database): Promise<CheckReport> {
  const bad = await db.rows<{ path: string; problem: string }>(
    'SELECT path, problem FROM parqueue.files WHERE problem IS NOT NULL ORDER BY path',
  );
  const drift = await db.rows<{ said: string }>('SELECT said FROM parqueue.drift ORDER BY said');
  const findings: Finding[] = [
    ...bad.map(
      ({ path, problem }): Finding => ({
        level: 'error',
        rule: 'unreadable-file',
        where: path,
        said: problem,
      }),
    ),
    ...drift.map(
      ({ said }): Finding => ({
        level: 'warning',
        rule: 'drift',
        where: /^(\w+)\./.exec(said)?.[1] ?? 'dataset',
        said,
      }),
    ),
  ];
  let lookedAt = 0;
  for (const table of db.tables) {
    lookedAt += table.columns.length;
    const counts = table.columns.map(({ name }, i) => `count(${sqlName(name)}) AS c${i}`);
    const [row] = await db.rows<Record<string, number>>(
      `SELECT count(*) AS n, ${counts.join(', ')} FROM ${sqlName(table.name)}`,
    );
    if (row === undefined || (row['n'] ?? 0) < ENOUGH_ROWS) continue;
    const empty = table.columns.filter((_, i) => row[`c${i}`] === 0).map(({ name }) => name);
    for (const name of empty)
      findings.push({
        level: 'note',
        rule: 'empty-column',
        where: `${table.name}.${name}`,
        said: `is empty in all ${row['n']} rows`,
      });
  }
  return { lookedAt, findings };
}
