import { checkTables, type TableDefinition } from '@parqueue/schema';
import { cardData } from '@parqueue/schema/card';

/** The versions of tables that a dataset's pages may still send: those that this relay declares, or has declared. */
export interface TableVersions {
  /** Undefined where no relay of this dataset has declared it. */
  find(version: TableVersion): TableDefinition | undefined;
  /** Why a version cannot stand beside those of its table that the dataset has files of, in words; undefined where it can. */
  conflictOf(version: TableDefinition): string | undefined;
  /** A shard of it was accepted: from now on, others have to be able to stand beside it. */
  use(version: TableVersion): void;
  /** Those that the dataset has, or is about to have, files of; of each table the declared one first, then the newest. */
  used(): readonly TableDefinition[];
}

export interface TableVersion {
  readonly table: string;
  readonly fingerprint: string;
}

/** @param declared by the relay as it is now */
export function openTableVersions(
  sql: SqlStorage,
  declared: readonly TableDefinition[],
  now: number,
): TableVersions {
  for (const table of declared)
    sql.exec(
      'INSERT OR IGNORE INTO table_version VALUES (?, ?, ?, ?, 0)',
      ...[table.fingerprint, table.name, JSON.stringify(table), now],
    );
  /** Until a version more is used. */
  const conflicts = new Map<string, { readonly said: string | undefined }>();
  const isDeclared = new Set(declared.map(({ fingerprint }) => fingerprint));

  const used = (): readonly TableDefinition[] => {
    const kept = sql
      .exec<{ definition: string }>(
        'SELECT definition FROM table_version WHERE is_used = 1 ORDER BY seen_at DESC, fingerprint',
      )
      .toArray()
      .map(({ definition }): TableDefinition => JSON.parse(definition));
    const rank = ({ fingerprint }: TableDefinition) => Number(!isDeclared.has(fingerprint));
    return kept.toSorted((a, b) => rank(a) - rank(b));
  };

  function conflictAmong(version: TableDefinition): string | undefined {
    const versions = [version, ...used().filter(({ name }) => name === version.name)];
    try {
      checkTables(versions);
      cardData(versions);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  return {
    used,
    find({ table, fingerprint }) {
      const [row] = sql
        .exec<{ definition: string }>(
          'SELECT definition FROM table_version WHERE fingerprint = ? AND table_name = ?',
          ...[fingerprint, table],
        )
        .toArray();
      return row && JSON.parse(row.definition);
    },
    conflictOf(version) {
      const known = conflicts.get(version.fingerprint) ?? { said: conflictAmong(version) };
      conflicts.set(version.fingerprint, known);
      return known.said;
    },
    use({ table, fingerprint }) {
      const { rowsWritten } = sql.exec(
        'UPDATE table_version SET is_used = 1 WHERE fingerprint = ? AND table_name = ? AND is_used = 0',
        ...[fingerprint, table],
      );
      if (rowsWritten > 0) conflicts.clear();
    },
  };
}
