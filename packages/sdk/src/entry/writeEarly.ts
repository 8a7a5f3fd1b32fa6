import type { TableDefinition } from '@parqueue/schema';
import type { Tables } from '../api/loggerOptions.ts';
import type { SaidRecord } from '../store/records.ts';
import type { ExitWriter } from './exitWriter.ts';
import type { Said } from './said.ts';

/**
 * Writes what was said before the core had come, as it was said; all of it each time, since the rows' numbers follow from their order.
 */
export function writeEarly(
  exits: ExitWriter,
  options: { readonly tables: Tables },
  early: readonly Said[],
  onFailure: () => void,
): void {
  if (early.length === 0) return;
  try {
    const tables = Object.values(options.tables).filter(isTable);
    const plainTables = JSON.parse(JSON.stringify(tables)) as TableDefinition[];
    const said = recordsOf(early.filter(({ ref }) => isTable(ref.table)));
    exits.write({ identity: null, tables: plainTables, entries: [], drops: [], said }, onFailure);
  } catch {
    // The tables are none: no row can come of it.
  }
}

/** What is none makes no rows, and would keep whoever reads this from those of the others. */
const isTable = (given: TableDefinition | null): boolean => typeof given?.fingerprint === 'string';

function recordsOf(early: readonly Said[]): SaidRecord[] {
  return early
    .map(
      ({ ref: { table, rowId }, change, at, values, refused }): SaidRecord => ({
        table: table.name,
        rowId,
        change,
        at,
        values,
        ...(refused && { refused: refused.reason }),
      }),
    )
    .map((one) => (isStorable(one.values) ? one : { ...one, values: null, refused: 'invalid' }));
}

/** Whether IndexedDB takes it: a function in it would keep all the others out. It could not become a row either. */
function isStorable(values: unknown): boolean {
  try {
    structuredClone(values);
    return true;
  } catch {
    return false;
  }
}
