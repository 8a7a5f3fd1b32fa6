import { currentRows, type DemoData, type DemoRow } from '../../src/demo/demoData.ts';

/** The rows of a table of made-up data, as they are now. */
export function rowsOf(data: DemoData, name: string): DemoRow[] {
  const found = data.tables.find(({ table }) => table.name === name);
  if (found === undefined) throw new Error(name);
  return currentRows(found);
}

export const startOf = (row: DemoRow): number => (row['started_at'] as Date).getTime();

/** Plays that began within a time, the newest first. */
export const playsWithin = (plays: readonly DemoRow[], fromMs: number, toMs: number): DemoRow[] =>
  plays
    .filter((row) => startOf(row) >= fromMs && startOf(row) < toMs)
    .toSorted((a, b) => startOf(b) - startOf(a));

/** Milliseconds of a time in which at least one play sounded, by walking through it play by play. */
export function soundingMs(plays: readonly DemoRow[], fromMs: number, toMs: number): number {
  const inOrder = plays.toSorted((a, b) => startOf(a) - startOf(b));
  let sum = 0;
  let upTo = fromMs;
  for (const row of inOrder) {
    const end =
      (row['ended_at'] as Date | null | undefined)?.getTime() ??
      startOf(row) + Number(row['expected_duration_seconds']) * 1000;
    const from = Math.max(upTo, startOf(row));
    const to = Math.min(end, toMs);
    if (to <= from) continue;
    sum += to - from;
    upTo = to;
  }
  return sum;
}

/** A day and an hour of a zone's clock: `['2026-02-03', 1]`. */
export function clockOf(atMs: number, tz: string): [date: string, hour: number] {
  const text = new Date(atMs).toLocaleString('sv-SE', { timeZone: tz });
  return [text.slice(0, 10), Number(text.slice(11, 13))];
}

export function countBy<K>(rows: readonly DemoRow[], keyOf: (row: DemoRow) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  return counts;
}
