import { checkTables, type TableDefinition } from '@parqueue/schema';
import { cardData } from '@parqueue/schema/card';
import type { TableVersion } from '../validation/shardClaim.ts';

/** A version of a table, as far as the operator needs to know it. */
export interface KnownVersion extends TableVersion {
  /** By the relay as it is now. */
  readonly isDeclared: boolean;
  /** Whether the dataset has, or is about to have, files of it. */
  readonly isUsed: boolean;
  /** When a relay first declared it, in epoch milliseconds. */
  readonly seenAt: number;
}

/**
 * The versions of tables that a dataset's pages may still send: those that this relay declares, or has declared. One is used from its first
 * shard on, as the spool notes with that: from then on, others have to be able to stand beside it.
 */
export interface TableVersions {
  /** Undefined where no relay of this dataset has declared it. */
  find(version: TableVersion): TableDefinition | undefined;
  /** Why a version cannot stand beside those of its table that the dataset has files of, in words; undefined where it can. */
  conflictOf(version: TableDefinition): string | undefined;
  /** Takes in versions that other spools of the dataset have files of. */
  learn(versions: readonly TableDefinition[]): void;
  /** Those that the dataset has, or is about to have, files of; of each table the declared one first, then the newest. */
  used(): readonly TableDefinition[];
  /** Every one that was ever declared, by table, the oldest first. */
  all(): readonly KnownVersion[];
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
  /** By version, and those that were used then. */
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

  return {
    used,
    learn(versions) {
      for (const table of versions)
        sql.exec(
          `INSERT INTO table_version VALUES (?, ?, ?, ?, 1)
           ON CONFLICT (fingerprint) DO UPDATE SET is_used = 1 WHERE is_used = 0`,
          ...[table.fingerprint, table.name, JSON.stringify(table), now],
        );
    },
    all: () =>
      sql
        .exec<{ table: string; fingerprint: string; at: number; used: number }>(
          `SELECT table_name AS "table", fingerprint, seen_at AS at, is_used AS used FROM table_version
           ORDER BY table_name, seen_at, fingerprint`,
        )
        .toArray()
        .map(({ table, fingerprint, at, used: isUsed }) => ({
          table,
          fingerprint,
          isDeclared: isDeclared.has(fingerprint),
          isUsed: isUsed === 1,
          seenAt: at,
        })),
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
      const others = used();
      const key = [version, ...others].map(({ fingerprint }) => fingerprint).join(' ');
      const known = conflicts.get(key) ?? { said: conflictAmong([version, ...others]) };
      conflicts.set(key, known);
      return known.said;
    },
  };
}

function conflictAmong([version, ...others]: readonly [TableDefinition, ...TableDefinition[]]):
  | string
  | undefined {
  const versions = [version, ...others.filter(({ name }) => name === version.name)];
  try {
    checkTables(versions);
    cardData(versions);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
