import { ENTRY_AREAS, writeEntries } from '../journal/writeEntries.ts';
import type { Store } from '../store/store.ts';
import type { ChangeOutcome, RowChange } from './engine.ts';
import type { JournalRow } from './findRow.ts';

/** Writes a change of a row that lies in the journal, whichever page life appended it. */
export async function changeJournalRow(
  store: Store,
  { clientId, record, entry }: JournalRow,
  change: RowChange,
  newId: () => string,
): Promise<ChangeOutcome> {
  const { identity, fingerprint } = record;
  const late = await store.write(ENTRY_AREAS, async (transaction) => {
    const definition = await transaction.get('tables', [change.table, fingerprint]);
    const tables = definition === undefined ? [] : [definition];
    return writeEntries(
      transaction,
      { clientId, identity, tables, entries: [{ ...entry, ...change }] },
      newId,
    );
  });
  return late.length > 0 ? 'sealed' : 'applied';
}
