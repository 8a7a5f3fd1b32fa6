import type { TableDefinition } from '@parqueue/schema';
import type { RowChange } from '../engine/engine.ts';
import type { Area, Store, Writing } from '../store/store.ts';
import { countDrops } from './countDrops.ts';
import { entriesOfSaid } from './entriesOfSaid.ts';
import { ENTRY_AREAS, writeEntries } from './writeEntries.ts';

/** Changes rows that are known by their ids, inside a transaction over these areas. */
export interface Reviser {
  readonly areas: readonly Area[];
  revise(transaction: Writing, change: RowChange, tables: readonly TableDefinition[]): Promise<unknown>;
}

/**
 * Takes what pages wrote themselves while they went away into the journal; changes of rows that were sealed meanwhile, or of rows of other
 * page lives, change those. A record that cannot be taken stays where it is, for the next try, and does not stop the others. Gives what
 * failed.
 */
export async function absorbExits(store: Store, newId: () => string, reviser: Reviser): Promise<unknown[]> {
  const failures: unknown[] = [];
  const keys = await store.read(['exits'], (transaction) => transaction.keys('exits'));
  for (const key of keys) {
    try {
      await store.write(
        [...new Set([...ENTRY_AREAS, ...reviser.areas, 'exits' as const])],
        async (transaction) => {
          const exit = await transaction.get('exits', key);
          if (exit === undefined) return;
          const clientId = String(key[0]);
          const { tables, identity, said } = exit;
          const {
            entries,
            drops,
            changes = [],
          } = said === undefined ? { ...exit, changes: undefined } : entriesOfSaid(tables, said);
          await countDrops(transaction, clientId, drops);
          const late = await writeEntries(transaction, { clientId, identity, tables, entries }, newId);
          for (const change of [...late, ...changes]) await reviser.revise(transaction, change, tables);
          await transaction.delete('exits', key);
        },
      );
    } catch (error) {
      failures.push(error);
    }
  }
  return failures;
}
