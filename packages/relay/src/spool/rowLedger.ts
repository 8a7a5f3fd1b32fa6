/** A revision of a row that came. */
export interface SeenRevision {
  readonly revision: number;
  /** Of its content, in hex. */
  readonly digest: string;
}

/**
 * The rows that came to a dataset without the SDK, by table and id. It is never deleted: by it a row that is sent again is known, however
 * late. A row takes some 86 bytes (docs/ROWS.md).
 */
export interface RowLedger {
  /** In no order; none of a row that never came. */
  seen(table: string, rowId: string): readonly SeenRevision[];
  add(table: string, rowId: string, seen: SeenRevision): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS row_seen (
    table_name TEXT NOT NULL, row_id TEXT NOT NULL, revision INTEGER NOT NULL, digest BLOB NOT NULL,
    PRIMARY KEY (table_name, row_id, revision)
  ) WITHOUT ROWID;
`;

export function openRowLedger(sql: SqlStorage): RowLedger {
  sql.exec(SCHEMA);
  return {
    seen: (table, rowId) =>
      sql
        .exec<{ revision: number; digest: string }>(
          'SELECT revision, lower(hex(digest)) AS digest FROM row_seen WHERE table_name = ? AND row_id = ?',
          ...[table, rowId],
        )
        .toArray(),
    add(table, rowId, { revision, digest }) {
      sql.exec('INSERT INTO row_seen VALUES (?, ?, ?, unhex(?))', table, rowId, revision, digest);
    },
  };
}
