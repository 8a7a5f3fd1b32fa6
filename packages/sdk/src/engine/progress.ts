import type { SeqRanges } from '@parqueue/schema/wire';
import type { Store } from '../store/store.ts';
import type { FlushTarget } from './engine.ts';

/** Every row that is stored at some moment, by table and page life. */
export type Snapshot = readonly {
  readonly table: string;
  readonly clientId: string;
  readonly seqs: SeqRanges;
}[];

export const takeSnapshot = (store: Store): Promise<Snapshot> =>
  store.read(['seqs'], async (transaction) =>
    (await transaction.list('seqs')).map(([[table, clientId], { stored }]) => ({
      table: String(table),
      clientId: String(clientId),
      seqs: stored,
    })),
  );

/** Whether every row of the snapshot has come as far as the target; a row that is dead or lost has come to its end. */
export function hasReached(
  store: Store,
  snapshot: Snapshot,
  target: Exclude<FlushTarget, 'stored'>,
): Promise<boolean> {
  return store.read(['seqs', 'shards', 'receipts'], async (transaction) => {
    for (const { table, clientId, seqs } of snapshot) {
      const now = await transaction.get('seqs', [table, clientId]);
      if (now === undefined || !covers(now.sealed, seqs)) return false;
    }
    const behind: { table: string; clientId: string; seqs: SeqRanges }[] = [];
    for (const [, shard] of await transaction.list('shards'))
      if (shard.state === 'waiting') behind.push(shard);
    if (target === 'committed') {
      for (const [, receipt] of await transaction.list('receipts'))
        if (receipt.state === 'accepted') behind.push(receipt);
    }
    return !behind.some((late) =>
      snapshot.some(
        (wanted) =>
          wanted.table === late.table &&
          wanted.clientId === late.clientId &&
          overlaps(wanted.seqs, late.seqs),
      ),
    );
  });
}

const covers = (whole: SeqRanges, part: SeqRanges): boolean =>
  part.every(([first, last]) => whole.some(([a, b]) => a <= first && last <= b));

const overlaps = (x: SeqRanges, y: SeqRanges): boolean =>
  x.some(([a, b]) => y.some(([c, d]) => a <= d && c <= b));
