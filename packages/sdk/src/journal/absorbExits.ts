import type { TableDefinition } from '@parqueue/schema';
import type { ChangeReply, RowChange } from '../engine/engine.ts';
import type { ExitRecord } from '../store/records.ts';
import type { Area, Store, Writing } from '../store/store.ts';
import { countDrops } from './countDrops.ts';
import { entriesOfSaid } from './entriesOfSaid.ts';
import { ENTRY_AREAS, writeEntries } from './writeEntries.ts';

/** Changes rows that are known by their ids, inside a transaction over these areas. */
export interface Reviser {
  readonly areas: readonly Area[];
  revise(transaction: Writing, change: RowChange, tables: readonly TableDefinition[]): Promise<ChangeReply>;
}

/**
 * Takes what pages wrote themselves while they went away into the journal; changes of rows that were sealed meanwhile, or of rows of other
 * page lives, change those. A record that cannot be taken stays where it is, for the next try, with those that its page wrote after it, and
 * does not stop the others. Gives what failed.
 */
export async function absorbExits(store: Store, newId: () => string, reviser: Reviser): Promise<unknown[]> {
  const failures: unknown[] = [];
  const failed = new Set<string>();
  const keys = await store.read(['exits'], (transaction) => transaction.keys('exits'));
  for (const key of keys) {
    const clientId = String(key[0]);
    if (failed.has(clientId)) continue;
    try {
      await store.write(
        [...new Set([...ENTRY_AREAS, ...reviser.areas, 'exits' as const])],
        async (transaction) => {
          const exit = await transaction.get('exits', key);
          if (exit === undefined) return;
          const { tables, identity } = exit;
          const { entries, drops, changes } = saidIn(exit);
          await countDrops(transaction, clientId, drops);
          const late = await writeEntries(transaction, { clientId, identity, tables, entries }, newId);
          for (const change of [...late, ...changes]) {
            const { outcome } = await reviser.revise(transaction, change, tables);
            // Its row may be in a record that could not be taken yet.
            if (outcome === 'forgotten' && failures.length > 0) throw new WaitsForAnother();
          }
          await transaction.delete('exits', key);
        },
      );
    } catch (error) {
      failed.add(clientId);
      if (!(error instanceof WaitsForAnother)) failures.push(error);
    }
  }
  return failures;
}

/** Undoes the transaction; nothing is wrong with the record. */
class WaitsForAnother extends Error {}

function saidIn({
  tables,
  entries,
  drops,
  said,
  changes = [],
}: ExitRecord): ReturnType<typeof entriesOfSaid> {
  return said === undefined ? { entries, drops, changes } : entriesOfSaid(tables, said);
}
