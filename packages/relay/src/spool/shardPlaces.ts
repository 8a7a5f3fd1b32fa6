/** A shard that was received, and by which spool. */
export interface ShardPlace {
  readonly shardId: string;
  readonly sha256: string;
  readonly spool: number;
}

/**
 * Where the shards are that belong here by their ids, and were received by another spool while the dataset had another number of them. They
 * stay there; here it is known, for ever, so that none is taken twice.
 */
export interface ShardPlaces {
  find(shardId: string): ShardPlace | undefined;
  add(places: readonly ShardPlace[]): void;
  /** All that this spool knows of, its own shards among them, by their ids, after one of them. */
  page(after: string, maxCount: number): readonly ShardPlace[];
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS shard_place (shard_id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, spool INTEGER NOT NULL) WITHOUT ROWID;
`;

/** @param own the number of this spool */
export function openShardPlaces(sql: SqlStorage, own: number): ShardPlaces {
  sql.exec(SCHEMA);
  return {
    find(shardId) {
      const rows = sql.exec<PlaceRow>('SELECT * FROM shard_place WHERE shard_id = ?', shardId).toArray();
      return rows.map(placeOf)[0];
    },
    add(places) {
      for (const { shardId, sha256, spool } of places) {
        if (spool === own) continue;
        sql.exec('INSERT OR IGNORE INTO shard_place VALUES (?, ?, ?)', shardId, sha256, spool);
      }
    },
    page: (after, maxCount) =>
      sql
        .exec<PlaceRow>(
          `SELECT * FROM (
             SELECT * FROM (SELECT shard_id, sha256, ?1 AS spool FROM shard WHERE shard_id > ?2 ORDER BY shard_id LIMIT ?3)
             UNION ALL
             SELECT * FROM (SELECT shard_id, sha256, spool FROM shard_place WHERE shard_id > ?2 ORDER BY shard_id LIMIT ?3)
           ) ORDER BY shard_id LIMIT ?3`,
          ...[own, after, maxCount],
        )
        .toArray()
        .map(placeOf),
  };
}

type PlaceRow = { shard_id: string; sha256: string; spool: number };

const placeOf = ({ shard_id, sha256, spool }: PlaceRow): ShardPlace => ({ shardId: shard_id, sha256, spool });
