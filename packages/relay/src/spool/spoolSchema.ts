/** Platform limit: a value has at most 2 MB. The local runtime does not enforce it. */
export const CHUNK_MAX_BYTES = 1_500_000;

/**
 * The tables of a spool. A shard's state is nowhere written down: it follows from its batch, so that the two cannot disagree.
 *
 * `shard.upload` names which of the uploads of a shard won; chunks of others belong to nobody. A chunk lies at its rank, with the
 * offset following from `CHUNK_MAX_BYTES`: all but the last are of exactly that size. `share` has how many bytes of each person are here,
 * `quota_use` what was counted of late, by days and hours since 1970.
 */
export const SPOOL_SCHEMA = `
  CREATE TABLE IF NOT EXISTS shard (
    shard_id TEXT PRIMARY KEY, upload TEXT NOT NULL, table_name TEXT NOT NULL, fingerprint TEXT NOT NULL, path TEXT NOT NULL,
    sha256 TEXT NOT NULL, size_bytes INTEGER NOT NULL, row_count INTEGER NOT NULL, client_id TEXT NOT NULL, seqs TEXT NOT NULL,
    received_at INTEGER NOT NULL, batch_id TEXT, group_count INTEGER NOT NULL DEFAULT 1, user_id TEXT NOT NULL DEFAULT ''
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS shard_waiting ON shard (received_at, shard_id) WHERE batch_id IS NULL;
  CREATE INDEX IF NOT EXISTS shard_of_batch ON shard (batch_id) WHERE batch_id IS NOT NULL;

  CREATE TABLE IF NOT EXISTS chunk (
    shard_id TEXT NOT NULL, upload TEXT NOT NULL, rank INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (shard_id, upload, rank)
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS batch (
    batch_id TEXT PRIMARY KEY, phase TEXT NOT NULL, attempts INTEGER NOT NULL, rejections INTEGER NOT NULL, next_at INTEGER NOT NULL,
    commit_oid TEXT, problem TEXT, settled_at INTEGER, whole_ids TEXT NOT NULL DEFAULT '[]', failure TEXT
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS batch_phase ON batch (phase, next_at);
  CREATE INDEX IF NOT EXISTS batch_committed ON batch (settled_at) WHERE phase = 'committed';

  CREATE TABLE IF NOT EXISTS share (user_id TEXT PRIMARY KEY, bytes INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS quota_use (
    key TEXT PRIMARY KEY, day INTEGER NOT NULL, bytes INTEGER NOT NULL, hour INTEGER NOT NULL, shards INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS quota_use_of_day ON quota_use (day);
  CREATE TABLE IF NOT EXISTS used_table (name TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS table_version (
    fingerprint TEXT PRIMARY KEY, table_name TEXT NOT NULL, definition TEXT NOT NULL, seen_at INTEGER NOT NULL, is_used INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS commit_call (at INTEGER NOT NULL);
`;

/** Columns that spools of earlier versions lack. */
export const LATER_COLUMNS = [
  { table: 'shard', column: 'group_count', definition: 'INTEGER NOT NULL DEFAULT 1' },
  { table: 'batch', column: 'whole_ids', definition: "TEXT NOT NULL DEFAULT '[]'" },
  { table: 'shard', column: 'user_id', definition: "TEXT NOT NULL DEFAULT ''" },
  { table: 'batch', column: 'failure', definition: 'TEXT' },
] as const;
