import { type BatchState, type DeadDecision, decideDead } from '../committer/batchState.ts';
import type { DeadLetter } from './deadLetter.ts';
import { type Spool, UNBUILT } from './spool.ts';

export interface DeadLetterFile {
  readonly format: 'parquet' | 'jsonl';
  readonly sizeBytes: number;
}

/** What there is for the operator to decide of a dataset's dead letters. */
export interface DeadLetters {
  /** Those whose id comes after this one, in the order of their ids. */
  page(after: string, maxCount: number): readonly DeadLetter[];
  file(shardId: string): DeadLetterFile | undefined;
  /** Has them offered again, each as it was; gives those that were dead. */
  requeue(shardIds: readonly string[], now: number): readonly string[];
  /** Gives the bytes up. False where there is no such dead letter, and none that was removed before. */
  remove(shardId: string, reason: string, now: number): boolean;
}

export function openDeadLetters(sql: SqlStorage, spool: Spool): DeadLetters {
  const rowOf = (shardId: string): LetterRow | undefined =>
    sql
      .exec<LetterRow>(`SELECT ${COLUMNS} FROM shard JOIN batch USING (batch_id) WHERE shard_id = ?`, shardId)
      .toArray()[0];

  const decide = (batchId: string, decision: DeadDecision, now: number): void => {
    const batch = spool.findBatch(batchId);
    if (batch !== undefined) spool.settle(batchId, decideDead(batch.state, decision, now), now);
  };

  return {
    page: (after, maxCount) =>
      sql
        .exec<LetterRow>(
          // The batch first: of those that are dead there are few.
          `SELECT ${COLUMNS} FROM batch CROSS JOIN shard USING (batch_id)
           WHERE phase = 'dead' AND shard_id > ? ORDER BY shard_id LIMIT ?`,
          ...[after, maxCount],
        )
        .toArray()
        .map(letterOf),

    file(shardId) {
      const row = rowOf(shardId);
      if (row?.phase !== 'dead') return undefined;
      // Rows that came without the SDK are lines until they are committed.
      const isLines = row.path.endsWith('.jsonl') || row.group_count === UNBUILT;
      return { format: isLines ? 'jsonl' : 'parquet', sizeBytes: row.size_bytes };
    },

    requeue(shardIds, now) {
      const dead = shardIds.filter((shardId) => rowOf(shardId)?.phase === 'dead');
      for (const shardId of dead) decide(rowOf(shardId)?.batch_id ?? '', { kind: 'requeue' }, now);
      return dead;
    },

    remove(shardId, reason, now) {
      const row = rowOf(shardId);
      if (row?.phase === 'dead') decide(row.batch_id, { kind: 'remove', reason }, now);
      return row?.phase === 'dead' || row?.phase === 'removed';
    },
  };
}

const COLUMNS =
  'shard_id, table_name, row_count, size_bytes, received_at, path, problem, batch_id, phase, group_count';

type LetterRow = {
  shard_id: string;
  table_name: string;
  row_count: number;
  size_bytes: number;
  received_at: number;
  path: string;
  problem: string | null;
  batch_id: string;
  phase: BatchState['phase'];
  group_count: number;
};

const letterOf = (row: LetterRow): DeadLetter => ({
  shardId: row.shard_id,
  table: row.table_name,
  rows: row.row_count,
  bytes: row.size_bytes,
  receivedAt: row.received_at,
  reason: row.problem ?? 'the Hub refuses it',
  batch: row.batch_id,
});
