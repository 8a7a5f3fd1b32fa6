import type { SeqRanges } from '@parqueue/schema/wire';
import type { Reading, Store } from '../store/store.ts';
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
    const wanted = new Map(snapshot.map((rows) => [lifeOf(rows), rows.seqs]));
    const behind = await onTheirWay(transaction, target);
    return !behind.some((late) => overlaps(wanted.get(lifeOf(late)) ?? [], late.seqs));
  });
}

type RowSet = Snapshot[number];

/** Rows that are sealed and have not come as far as the target. */
async function onTheirWay(transaction: Reading, target: FlushTarget): Promise<RowSet[]> {
  const shards = (await transaction.list('shards')).map(([, shard]) => shard);
  const receipts = (await transaction.list('receipts')).map(([, receipt]) => receipt);
  return [
    ...shards.filter(({ state }) => state === 'waiting'),
    ...receipts.filter(({ state }) => target === 'committed' && state === 'accepted'),
  ];
}

const lifeOf = ({ table, clientId }: Pick<RowSet, 'table' | 'clientId'>): string => `${table}/${clientId}`;

const covers = (whole: SeqRanges, part: SeqRanges): boolean =>
  part.every(([first, last]) => whole.some(([a, b]) => a <= first && last <= b));

const overlaps = (x: SeqRanges, y: SeqRanges): boolean =>
  x.some(([a, b]) => y.some(([c, d]) => a <= d && c <= b));
