import { encodeChange, type TableDefinition } from '@parqueue/schema';
import type { DropNotice, RowChange } from '../engine/engine.ts';
import type { ExitRecord, JournalEntry, SaidRecord } from '../store/records.ts';
import { rowLine } from './rowLine.ts';
import { createTakenClips, type TakenClips } from './takenClips.ts';

/**
 * The entries of what a page life said before anything could check it, and what it said of rows that are not its own. Rows that fit are numbered in their order, as the page itself
 * numbers them when it comes to it: which of the two writes them first makes no difference.
 */
export function entriesOfSaid(
  tables: readonly TableDefinition[],
  said: readonly SaidRecord[],
): Pick<ExitRecord, 'entries' | 'drops'> & { readonly changes: readonly RowChange[] } {
  const entries: JournalEntry[] = [];
  const changes: RowChange[] = [];
  const drops = new Map<string, DropNotice>();
  const seqs = new Map<string, number>();
  const seqOf = new Map<string, number>();
  const refusedRows = new Set<string>();
  const clips = createTakenClips();

  function takeRow({ table, rowId, at, refused, ...one }: SaidRecord): void {
    const line = refused === undefined ? lineOf(tables, clips, { table, ...one }) : undefined;
    if (line === undefined) {
      refusedRows.add(rowId);
      drop(table, refused ?? 'invalid');
      return;
    }
    const seq = seqs.get(table) ?? 0;
    seqs.set(table, seq + 1);
    seqOf.set(rowId, seq);
    entries.push({ table, seq, change: 0, rowId, at, line });
  }

  function takeChange({ table, rowId, at, ...one }: SaidRecord): void {
    const seq = seqOf.get(rowId);
    const line = lineOf(tables, clips, { table, ...one });
    if (line === undefined) return;
    const change = { table, change: one.change, rowId, at, line };
    if (seq !== undefined) entries.push({ ...change, seq });
    else if (!refusedRows.has(rowId)) changes.push(change);
  }

  function drop(table: string, reason: DropNotice['reason']): void {
    const key = `${table}/${reason}`;
    drops.set(key, { table, reason, total: (drops.get(key)?.total ?? 0) + 1 });
  }

  for (const one of said) (one.change === 0 ? takeRow : takeChange)(one);
  return { entries, changes, drops: [...drops.values()] };
}

type Line = Pick<SaidRecord, 'table' | 'change' | 'values'>;

/** Undefined for what does not fit. */
function lineOf(
  tables: readonly TableDefinition[],
  clips: TakenClips,
  { table: name, change, values }: Line,
): string | undefined {
  const table = tables.find((one) => one.name === name);
  if (table === undefined) return undefined;
  try {
    if (change > 0) return JSON.stringify(encodeChange(table, values));
    const line = rowLine(table, values);
    clips.take(table, values);
    return line;
  } catch {
    return undefined;
  }
}
