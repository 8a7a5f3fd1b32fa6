import type { TableDefinition } from '@parqueue/schema';
import type { DropReason } from '../api/events.ts';
import type { Deletion } from '../backup/backUp.ts';
import type { Store } from '../store/store.ts';
import type { EngineHost } from './engine.ts';
import type { SetAside } from './setAside.ts';
import { ACCOUNT_AREAS, type Loss, settleAccount } from './settleAccount.ts';

/** Finds rows that were stored and are gone, such as by a browser that made room; each is counted and told once. */
export async function findLost(store: Store, host: Pick<EngineHost, 'emit'>): Promise<void> {
  const losses = await store.write(ACCOUNT_AREAS, (t) => settleAccount(t, undefined, 'evicted'));
  tellLosses(losses, 'evicted', host);
  for (const { table, rowCount } of losses) {
    const message = `${table}: ${rowCount} rows that were stored are gone from this device; the browser deleted them`;
    host.emit({ type: 'error', detail: { code: 'storage_evicted', message } });
  }
}

/** The browser has deleted the database. How many rows waited in it nobody knows where it is not restored: the account lay there, too. */
export function tellDeleted(
  { reason: full, isRestored }: Deletion,
  { emit }: Pick<EngineHost, 'emit'>,
): void {
  const reason = full.slice(0, REASON_MAX_LENGTH);
  if (isRestored) {
    emit({ type: 'restored', detail: { reason } });
    return;
  }
  const message = `the browser could not read the database of this page, and deleted it with all rows that waited (${reason})`;
  emit({ type: 'error', detail: { code: 'storage_evicted', message } });
}

const REASON_MAX_LENGTH = 200;

export function tellAside({ area, losses }: SetAside, host: Pick<EngineHost, 'emit'>): void {
  tellLosses(losses, 'corrupt', host);
  const rowCount = losses.reduce((sum, loss) => sum + loss.rowCount, 0);
  const message = `a record of ${area} on this device cannot be read and is set aside; ${rowCount} rows are lost with it`;
  host.emit({ type: 'error', detail: { code: 'storage_corrupt', message } });
}

/** Rows were dropped. */
export function tellLosses(
  losses: readonly Loss[],
  reason: DropReason,
  { emit }: Pick<EngineHost, 'emit'>,
): void {
  for (const { table, rowCount } of losses) emit({ type: 'dropped', detail: { table, reason, rowCount } });
}

/** Definitions of the page's own tables that are gone while rows of them wait: nobody could read those rows. */
export async function restoreTables(store: Store, tables: readonly TableDefinition[]): Promise<void> {
  const isNeeded = await store.read(['journal', 'shards'], async (transaction) => {
    const waiting = [...(await transaction.keys('journal')), ...(await transaction.keys('shards'))];
    return waiting.length > 0;
  });
  if (!isNeeded) return;
  await store.write(['tables'], async (transaction) => {
    for (const table of tables) {
      const key = [table.name, table.fingerprint];
      if ((await transaction.get('tables', key)) === undefined) await transaction.put('tables', key, table);
    }
  });
}
