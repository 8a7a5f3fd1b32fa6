import { type BatchState, newBatch } from '../committer/batchState.ts';
import type { HubFailure } from '../hub/hubError.ts';
import { commitLedger } from './commitLedger.ts';
import { OLDEST_FIRST, readShards, SELECT_SHARDS, type ShardRow } from './readShards.ts';
import { type Batch, type Spool, type SpooledShard, UNBUILT } from './spool.ts';

/** The part of a spool that knows of batches and commits. */
export function batchLedger(
  storage: DurableObjectStorage,
): Omit<Spool, 'find' | 'quotaUse' | 'openUpload' | 'read'> {
  const { sql } = storage;
  const commits = commitLedger(sql);

  const shardsOf = (batchId: string): SpooledShard[] =>
    readShards(sql.exec<ShardRow>(`${SELECT_SHARDS} WHERE batch_id = ? ${OLDEST_FIRST}`, batchId));

  const insertBatch = (batchId: string, state: BatchState, wholeIds: readonly string[]): void => {
    const { phase, attempts, rejections, nextAt, commit, problem, failure } = state;
    sql.exec(
      'INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?, ?)',
      ...[batchId, phase, attempts, rejections, nextAt, commit, problem, JSON.stringify(wholeIds), failure],
    );
  };

  const updateBatch = (batchId: string, state: BatchState, settledAt: number | null): void => {
    const { phase, attempts, rejections, nextAt, commit, problem, failure } = state;
    sql.exec(
      `UPDATE batch SET phase = ?, attempts = ?, rejections = ?, next_at = ?, commit_oid = ?, problem = ?, settled_at = ?, failure = ?
       WHERE batch_id = ?`,
      ...[phase, attempts, rejections, nextAt, commit, problem, settledAt, failure, batchId],
    );
  };

  const moveShards = (shards: readonly SpooledShard[], batchId: string): void => {
    for (const { shardId } of shards)
      sql.exec('UPDATE shard SET batch_id = ? WHERE shard_id = ?', batchId, shardId);
  };

  const openRow = (): BatchRow | undefined =>
    sql
      .exec<BatchRow>(`SELECT * FROM batch WHERE phase = 'frozen' ORDER BY next_at, batch_id LIMIT 1`)
      .toArray()[0];

  const batchOf = (row: BatchRow | undefined): Batch | undefined =>
    row && {
      batchId: row.batch_id,
      wholeIds: JSON.parse(row.whole_ids),
      shards: shardsOf(row.batch_id),
      state: stateOf(row),
    };

  return {
    ...commits,

    hasShards: () => sql.exec('SELECT 1 FROM shard LIMIT 1').toArray().length > 0,

    sizeBytes: () => sql.databaseSize,

    backlog() {
      const row = sql
        .exec<{ shards: number; bytes: number; oldest: number | null }>(
          `SELECT COUNT(*) AS shards, COALESCE(SUM(size_bytes), 0) AS bytes, MIN(received_at) AS oldest FROM (
             SELECT size_bytes, received_at FROM shard WHERE batch_id IS NULL
             UNION ALL
             SELECT size_bytes, received_at FROM batch CROSS JOIN shard USING (batch_id)
             WHERE phase = 'frozen')`,
        )
        .one();
      return { shards: row.shards, bytes: row.bytes, oldestAt: row.oldest };
    },

    openFailure: () => openRow()?.failure ?? undefined,

    openState() {
      const row = openRow();
      return row && stateOf(row);
    },

    shareOf: (userId) =>
      sql.exec<{ bytes: number }>('SELECT bytes FROM share WHERE user_id = ?', userId).toArray()[0]?.bytes ??
      0,

    waitingSince: () =>
      sql.exec<{ at: number | null }>('SELECT MIN(received_at) AS at FROM shard WHERE batch_id IS NULL').one()
        .at ?? undefined,

    openBatch: () => batchOf(openRow()),

    triedBatch: () =>
      batchOf(
        sql
          .exec<BatchRow>(`SELECT * FROM batch WHERE phase = 'frozen' AND attempts > 0 LIMIT 1`)
          .toArray()[0],
      ),

    findBatch: (batchId) =>
      batchOf(sql.exec<BatchRow>('SELECT * FROM batch WHERE batch_id = ?', batchId).toArray()[0]),

    freeze: (batchId, limits) =>
      storage.transactionSync(() => {
        const waiting = readShards(
          sql.exec<ShardRow>(
            `${SELECT_SHARDS} WHERE batch_id IS NULL ${OLDEST_FIRST} LIMIT ?`,
            limits.maxShards,
          ),
        );
        const shards = withinInline(within(buildable(waiting), limits.maxBytes), limits.maxInlineBytes);
        if (shards.length === 0) return undefined;
        moveShards(shards, batchId);
        commits.noteTables(shards.map(({ table }) => table));
        const state = newBatch(limits.now);
        insertBatch(batchId, state, []);
        return { batchId, wholeIds: [], shards, state };
      }),

    freezeNone(batchId, now) {
      const state = newBatch(now);
      insertBatch(batchId, state, []);
      return { batchId, wholeIds: [], shards: [], state };
    },

    drop: (batchId) => void sql.exec('DELETE FROM batch WHERE batch_id = ?', batchId),

    place: (batchId, pathOf) =>
      storage.transactionSync(() => {
        for (const [shardId, path] of pathOf)
          sql.exec('UPDATE shard SET path = ? WHERE shard_id = ? AND batch_id = ?', path, shardId, batchId);
      }),

    settle: (batchId, state, now) =>
      storage.transactionSync(() => {
        updateBatch(batchId, state, state.phase === 'frozen' ? null : now);
        if (state.phase !== 'committed' && state.phase !== 'removed') return;
        sql.exec(
          'DELETE FROM chunk WHERE shard_id IN (SELECT shard_id FROM shard WHERE batch_id = ?)',
          batchId,
        );
        sql.exec(
          `UPDATE share SET bytes = share.bytes - gone.bytes
           FROM (SELECT user_id, SUM(size_bytes) AS bytes FROM shard WHERE batch_id = ? GROUP BY user_id) AS gone
           WHERE share.user_id = gone.user_id`,
          batchId,
        );
        sql.exec('DELETE FROM share WHERE bytes <= 0');
      }),

    split: (batch, parts, state) =>
      storage.transactionSync(() => {
        // An attempt at the whole may yet land: the parts are looked for as well.
        const wholeIds = [...batch.wholeIds, batch.batchId];
        for (const { batchId, shards } of parts) {
          insertBatch(batchId, { ...newBatch(state.nextAt), attempts: state.attempts }, wholeIds);
          moveShards(shards, batchId);
        }
        updateBatch(batch.batchId, state, state.nextAt);
      }),
  };
}

/** Building them takes up to a tenth of a second for each megabyte (docs/ROWS.md), and an alarm has thirty seconds. */
const UNBUILT_MAX_BYTES = 32_000_000;

/** The shards without the rows that are too much to be built for one commit. The first of them always go, however many they are. */
function buildable(shards: readonly SpooledShard[]): readonly SpooledShard[] {
  let unbuiltBytes = 0;
  return shards.filter(({ groupCount, sizeBytes }) => {
    if (groupCount !== UNBUILT) return true;
    unbuiltBytes += sizeBytes;
    return unbuiltBytes <= UNBUILT_MAX_BYTES || unbuiltBytes === sizeBytes;
  });
}

/** The first, and what fits beside it. */
function within(shards: readonly SpooledShard[], maxBytes: number): readonly SpooledShard[] {
  let bytes = 0;
  const end = shards.findIndex(({ sizeBytes }, i) => {
    bytes += sizeBytes;
    return bytes > maxBytes && i > 0;
  });
  return end === -1 ? shards : shards.slice(0, end);
}

/** The shards without the text that is too much for the body of one commit. The first text always goes, whatever its size. */
function withinInline(shards: readonly SpooledShard[], maxInlineBytes: number): readonly SpooledShard[] {
  let inlineBytes = 0;
  return shards.filter(({ format, sizeBytes }) => {
    if (format === 'parquet') return true;
    inlineBytes += sizeBytes;
    return inlineBytes <= maxInlineBytes || inlineBytes === sizeBytes;
  });
}

type BatchRow = {
  batch_id: string;
  phase: BatchState['phase'];
  attempts: number;
  rejections: number;
  next_at: number;
  commit_oid: string | null;
  problem: string | null;
  whole_ids: string;
  failure: HubFailure['kind'] | null;
};

const stateOf = (row: BatchRow): BatchState => ({
  phase: row.phase,
  attempts: row.attempts,
  rejections: row.rejections,
  nextAt: row.next_at,
  commit: row.commit_oid,
  problem: row.problem,
  failure: row.failure,
});
