import type { AsideRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';

/** Everything that was set aside, with its id, as it was found: for whoever exports what is on this device. */
export async function readAside(store: Store): Promise<(AsideRecord & { readonly asideId: string })[]> {
  const listed = await store.read(['aside'], (transaction) => transaction.list('aside'));
  return listed.map(([key, record]) => ({ asideId: String(key[0]), ...record }));
}
