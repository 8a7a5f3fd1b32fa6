import type { HubFailure } from '../hub/hubError.ts';
import type { Spool } from './spool.ts';
import type { SpoolMetrics } from './spoolDoor.ts';
import type { KnownVersion, TableVersions } from './tableVersions.ts';

/** All that the operator is shown of a dataset. Nothing of rows or persons is in it. */
export interface SpoolStatus extends SpoolMetrics {
  /** How many spools it is of. */
  readonly spoolCount: number;
  /** Of the one that takes up most. */
  readonly fullestBytes: number;
  /** How the commit that is tried fails; null where it does not, or there is none. */
  readonly failure: HubFailure['kind'] | null;
  /** Epoch milliseconds; null while nothing waits. */
  readonly nextCommitAt: number | null;
  readonly lastCommit: { readonly at: number; readonly commit: string } | null;
  readonly versions: readonly VersionStatus[];
}

export interface VersionStatus extends KnownVersion {
  /** Why it cannot stand beside the others of its table, in words. */
  readonly conflict: string | null;
}

export interface SpoolStatusParts {
  readonly sql: SqlStorage;
  readonly spool: Spool;
  readonly versions: TableVersions;
  readonly metrics: () => SpoolMetrics;
  readonly nextCommitAt: () => number | undefined;
}

export function readSpoolStatus(parts: SpoolStatusParts): SpoolStatus {
  const { sql, spool, versions, metrics, nextCommitAt } = parts;
  return {
    ...metrics(),
    spoolCount: 1,
    fullestBytes: spool.sizeBytes(),
    failure: spool.openFailure() ?? null,
    nextCommitAt: nextCommitAt() ?? null,
    lastCommit: lastCommitIn(sql),
    versions: versions.all().map((version) => ({
      ...version,
      conflict: (version.isDeclared && conflictOf(versions, version)) || null,
    })),
  };
}

function conflictOf(versions: TableVersions, { table, fingerprint }: KnownVersion): string | undefined {
  const definition = versions.find({ table, fingerprint });
  return definition && versions.conflictOf(definition);
}

function lastCommitIn(sql: SqlStorage): SpoolStatus['lastCommit'] {
  const [row] = sql
    .exec<{ at: number; oid: string }>(
      `SELECT settled_at AS at, commit_oid AS oid FROM batch WHERE phase = 'committed' ORDER BY settled_at DESC LIMIT 1`,
    )
    .toArray();
  return row === undefined ? null : { at: row.at, commit: row.oid };
}
