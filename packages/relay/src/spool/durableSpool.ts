import type { ShardClaim } from '../validation/shardClaim.ts';
import { batchLedger } from './batchLedger.ts';
import { chunkSource } from './chunkSource.ts';
import { createChunkWriter } from './chunkWriter.ts';
import { quotaLedger } from './quotaLedger.ts';
import type { KnownShard, Spool, Upload } from './spool.ts';
import { CHUNK_MAX_BYTES, LATER_COLUMNS, SPOOL_SCHEMA } from './spoolSchema.ts';

const EXTENSION = { parquet: 'parquet', jsonl: 'jsonl' } as const;

/** A spool in the SQLite of a Durable Object. */
export function openDurableSpool(storage: DurableObjectStorage): Spool {
  const { sql } = storage;
  sql.exec(SPOOL_SCHEMA);
  addLaterColumns(sql);
  // Nothing is being uploaded to an object that has just begun to live: what no shard owns is left over from a life that was cut.
  sql.exec(`DELETE FROM chunk WHERE NOT EXISTS
    (SELECT 1 FROM shard WHERE shard.shard_id = chunk.shard_id AND shard.upload = chunk.upload)`);

  const quotas = quotaLedger(sql);

  const find = (shardId: string): KnownShard | undefined => {
    const [row] = sql
      .exec<ShardRow>(
        `SELECT sha256, received_at, path, phase, commit_oid, problem
         FROM shard LEFT JOIN batch USING (batch_id) WHERE shard_id = ?`,
        shardId,
      )
      .toArray();
    return row && { sha256: row.sha256, receivedAt: row.received_at, state: stateOf(shardId, row) };
  };

  return {
    ...batchLedger(storage),
    find,
    quotaUse: quotas.useOf,

    openUpload(claim): Upload {
      const upload = crypto.randomUUID();
      const writer = createChunkWriter((rank, bytes) => {
        sql.exec('INSERT INTO chunk VALUES (?, ?, ?, ?)', claim.shardId, upload, rank, bytes);
      });
      const discard = (): void => {
        sql.exec(
          `DELETE FROM chunk WHERE shard_id = ?1 AND upload = ?2
           AND NOT EXISTS (SELECT 1 FROM shard WHERE shard_id = ?1 AND upload = ?2)`,
          claim.shardId,
          upload,
        );
      };
      return {
        write: writer.write,
        source() {
          writer.end();
          return chunkSource(claim.sizeBytes, (rank) => {
            const { bytes } = sql
              .exec<{ bytes: ArrayBuffer }>(
                'SELECT bytes FROM chunk WHERE shard_id = ? AND upload = ? AND rank = ?',
                ...[claim.shardId, upload, rank],
              )
              .one();
            return new Uint8Array(bytes);
          });
        },
        discard,
        accept: (receivedAt, groupCount, quotaKeys = []) =>
          storage.transactionSync(() => {
            const shard = find(claim.shardId);
            if (shard !== undefined) {
              discard();
              return { kind: 'known', shard };
            }
            writer.end();
            insertShard(sql, claim, { upload, receivedAt, groupCount });
            quotas.count(quotaKeys, claim.sizeBytes, receivedAt);
            return { kind: 'accepted' };
          }),
      };
    },

    read(shardId, startByte, endByte) {
      const chunks = sql
        .exec<{ rank: number; bytes: ArrayBuffer }>(
          `SELECT rank, bytes FROM chunk JOIN shard USING (shard_id, upload)
           WHERE shard_id = ? AND rank BETWEEN ? AND ? ORDER BY rank`,
          shardId,
          Math.floor(startByte / CHUNK_MAX_BYTES),
          Math.floor(Math.max(startByte, endByte - 1) / CHUNK_MAX_BYTES),
        )
        .toArray();
      const [only] = chunks;
      // Most shards are one chunk, which nobody else has.
      if (only && chunks.length === 1 && only.rank * CHUNK_MAX_BYTES === startByte) {
        if (only.bytes.byteLength === endByte - startByte) return new Uint8Array(only.bytes);
      }
      const bytes = new Uint8Array(endByte - startByte);
      let copied = 0;
      for (const chunk of chunks) {
        const chunkStart = chunk.rank * CHUNK_MAX_BYTES;
        const part = new Uint8Array(chunk.bytes).subarray(
          Math.max(0, startByte - chunkStart),
          Math.min(chunk.bytes.byteLength, endByte - chunkStart),
        );
        bytes.set(part, chunkStart + Math.max(0, startByte - chunkStart) - startByte);
        copied += part.length;
      }
      if (copied !== bytes.length)
        throw new Error(`shard ${shardId} lacks ${bytes.length - copied} bytes in the spool`);
      return bytes;
    },
  };
}

type ShardRow = {
  sha256: string;
  received_at: number;
  path: string;
  phase: string | null;
  commit_oid: string | null;
  problem: string | null;
};

function stateOf(shardId: string, row: ShardRow): KnownShard['state'] {
  if (row.phase === 'committed' && row.commit_oid !== null) {
    return { state: 'committed', shardId, commit: row.commit_oid, path: row.path };
  }
  if (row.phase === 'dead' || row.phase === 'removed')
    return { state: 'dead', shardId, reason: row.problem ?? 'the Hub refuses it' };
  return { state: 'spooled', shardId };
}

interface OwnColumns {
  readonly upload: string;
  readonly receivedAt: number;
  readonly groupCount: number;
}

function insertShard(sql: SqlStorage, claim: ShardClaim, own: OwnColumns): void {
  const day = new Date(own.receivedAt).toISOString().slice(0, 10);
  const path = `data/${claim.tablePath}/${day}/${claim.shardId}.${EXTENSION[claim.format]}`;
  sql.exec(
    'INSERT INTO shard VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?)',
    claim.shardId,
    own.upload,
    claim.table,
    claim.fingerprint,
    path,
    claim.sha256,
    claim.sizeBytes,
    claim.rowCount,
    claim.clientId,
    claim.seqs,
    own.receivedAt,
    own.groupCount,
    claim.userId,
  );
  sql.exec(
    'INSERT INTO share VALUES (?, ?) ON CONFLICT (user_id) DO UPDATE SET bytes = bytes + excluded.bytes',
    ...[claim.userId, claim.sizeBytes],
  );
  sql.exec(
    'UPDATE table_version SET is_used = 1 WHERE fingerprint = ? AND table_name = ? AND is_used = 0',
    ...[claim.fingerprint, claim.table],
  );
}

function addLaterColumns(sql: SqlStorage): void {
  for (const { table, column, definition } of LATER_COLUMNS) {
    const { count } = sql
      .exec<{ count: number }>(
        'SELECT COUNT(*) AS count FROM pragma_table_info(?) WHERE name = ?',
        table,
        column,
      )
      .one();
    if (count === 0) sql.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${definition}`);
  }
}
