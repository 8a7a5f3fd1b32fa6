import type { DropNotice } from '../engine/engine.ts';
import type { Writing } from '../store/store.ts';
import { addCounts } from './counters.ts';
import { EMPTY_SEQS } from './writeEntries.ts';

/** Counts rows of a page life that never became entries. Totals that were told before change nothing. */
export async function countDrops(
  transaction: Writing,
  clientId: string,
  drops: readonly DropNotice[],
): Promise<void> {
  for (const { table, reason, total } of drops) {
    // Of a page life whose consent is withdrawn nothing is kept but the count; it is told in parts.
    if (reason === 'consent_denied') {
      await addCounts(transaction, table, { appended: total, dropped: { [reason]: total } });
      continue;
    }
    const seqs = (await transaction.get('seqs', [table, clientId])) ?? EMPTY_SEQS;
    const fresh = total - (seqs.dropped?.[reason] ?? 0);
    if (fresh <= 0) continue;
    const dropped = { ...seqs.dropped, [reason]: total };
    await transaction.put('seqs', [table, clientId], { ...seqs, dropped });
    await addCounts(transaction, table, { appended: fresh, dropped: { [reason]: fresh } });
  }
}
