import type { Store } from '../store/store.ts';
import { countDrops } from './countDrops.ts';
import { entriesOfSaid } from './entriesOfSaid.ts';
import { ENTRY_AREAS, type LateChange, writeEntries } from './writeEntries.ts';

/**
 * Takes what pages wrote themselves while they went away into the journal. A record that cannot be taken stays where it is, for the next
 * try, and does not stop the others.
 */
export async function absorbExits(
  store: Store,
  newId: () => string,
): Promise<{ late: LateChange[]; failures: unknown[] }> {
  const late: LateChange[] = [];
  const failures: unknown[] = [];
  const keys = await store.read(['exits'], (transaction) => transaction.keys('exits'));
  for (const key of keys) {
    try {
      await store.write([...ENTRY_AREAS, 'exits'], async (transaction) => {
        const exit = await transaction.get('exits', key);
        if (exit === undefined) return;
        const clientId = String(key[0]);
        const { tables, identity, said } = exit;
        const { entries, drops } = said === undefined ? exit : entriesOfSaid(tables, said);
        await countDrops(transaction, clientId, drops);
        late.push(...(await writeEntries(transaction, { clientId, identity, tables, entries }, newId)));
        await transaction.delete('exits', key);
      });
    } catch (error) {
      failures.push(error);
    }
  }
  return { late, failures };
}
