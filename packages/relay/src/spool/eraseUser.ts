import { decideDead } from '../committer/batchState.ts';
import type { Spool } from './spool.ts';

/** What was here of a person, and what became of it. */
export interface Erasure {
  /** Was here alone, and is gone. */
  readonly erased: { readonly shards: number; readonly rows: number; readonly bytes: number };
  /** Is being committed: it will be among the committed, or be dead, when it is asked for again. */
  readonly underWay: { readonly shards: number };
  readonly committed: ErasureLeft;
}

/** What is in the repo, where the relay deletes nothing. */
export interface ErasureLeft {
  readonly shards: number;
  readonly rows: number;
  /** When the first and the last of them came, in epoch milliseconds; null where there is none. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** The files that they were committed in, in order; files that were compacted since lie elsewhere. */
  readonly paths: readonly string[];
  /** Of all of them. */
  readonly pathCount: number;
}

export interface ErasureOrder {
  readonly userId: string;
  /** The repo holds nothing of the person any more: the ledger forgets which of its committed shards were theirs. */
  readonly isRepoDone: boolean;
  readonly now: number;
}

const ERASED_REASON = 'erased on request';

const PATHS_MAX_COUNT = 1000;

/**
 * Gives up what is here of a person's shards and in no open batch: each shard is of one identity, so that whole shards go.
 *
 * Their rows of the ledger stay, so that a page that sends one again is told that it is dead, but say no longer whose they were: for that
 * answer, id and digest are enough. Those of committed shards keep the `user_id` until the operator says that the repo is done: it is by this
 * that they are found again, and the dataset itself says as much to everybody.
 */
export function eraseUser(storage: DurableObjectStorage, spool: Spool, order: ErasureOrder): Erasure {
  return storage.transactionSync(() => {
    const { sql } = storage;
    buryWaiting(sql, order);
    const erased = removeDead(sql, spool, order);
    forgetWhose(sql, order.userId, 'removed');
    const { shards: underWay } = countOf(sql, order.userId, 'frozen');
    const committed = committedOf(sql, order.userId);
    if (order.isRepoDone) forgetWhose(sql, order.userId, 'committed');
    return { erased, underWay: { shards: underWay }, committed };
  });
}

/** What waits is put among the dead, so that all goes one way. */
function buryWaiting(sql: SqlStorage, { userId, now }: ErasureOrder): void {
  const batchId = crypto.randomUUID();
  const { rowsWritten } = sql.exec(
    'UPDATE shard SET batch_id = ? WHERE batch_id IS NULL AND user_id = ?',
    ...[batchId, userId],
  );
  if (rowsWritten === 0) return;
  sql.exec(
    `INSERT INTO batch (batch_id, phase, attempts, rejections, next_at, settled_at) VALUES (?, 'dead', 0, 0, ?, ?)`,
    ...[batchId, now, now],
  );
}

function removeDead(sql: SqlStorage, spool: Spool, { userId, now }: ErasureOrder): Erasure['erased'] {
  const counts = countOf(sql, userId, 'dead');
  const dead = sql
    .exec<{ batch_id: string }>(
      `SELECT DISTINCT batch_id FROM shard JOIN batch USING (batch_id) WHERE user_id = ? AND phase = 'dead'`,
      userId,
    )
    .toArray();
  for (const { batch_id: batchId } of dead) {
    const batch = spool.findBatch(batchId);
    if (batch === undefined) continue;
    const state = decideDead(batch.state, { kind: 'remove', reason: ERASED_REASON }, now);
    spool.settle(batchId, state, now);
  }
  return counts;
}

function countOf(sql: SqlStorage, userId: string, phase: 'frozen' | 'dead'): Erasure['erased'] {
  return sql
    .exec<{ shards: number; rows: number; bytes: number }>(
      `SELECT COUNT(*) AS shards, COALESCE(SUM(row_count), 0) AS rows, COALESCE(SUM(size_bytes), 0) AS bytes
       FROM shard JOIN batch USING (batch_id) WHERE user_id = ? AND phase = ?`,
      ...[userId, phase],
    )
    .one();
}

function committedOf(sql: SqlStorage, userId: string): ErasureLeft {
  const theirs = `FROM shard JOIN batch USING (batch_id) WHERE user_id = ? AND phase = 'committed'`;
  const counts = sql
    .exec<CommittedRow>(
      `SELECT COUNT(*) AS shards, COALESCE(SUM(row_count), 0) AS rows, MIN(received_at) AS firstAt, MAX(received_at) AS lastAt,
         COUNT(DISTINCT path) AS pathCount ${theirs}`,
      userId,
    )
    .one();
  const paths = sql
    .exec<{ path: string }>(
      `SELECT DISTINCT path ${theirs} ORDER BY path LIMIT ?`,
      ...[userId, PATHS_MAX_COUNT],
    )
    .toArray();
  return { ...counts, paths: paths.map(({ path }) => path) };
}

type CommittedRow = {
  shards: number;
  rows: number;
  firstAt: number | null;
  lastAt: number | null;
  pathCount: number;
};

/** The page life and its numbers would lead from one shard to another. */
function forgetWhose(sql: SqlStorage, userId: string, phase: 'removed' | 'committed'): void {
  sql.exec(
    `UPDATE shard SET user_id = '', client_id = '', seqs = ''
     WHERE user_id = ? AND batch_id IN (SELECT batch_id FROM batch WHERE phase = ?)`,
    ...[userId, phase],
  );
}
