import type { Database } from '../cache/database.ts';
import type { ErrorRelation } from './errorSources.ts';

/** `came back`: after all that there was had been resolved, it occurred again. */
export type GroupState = 'open' | 'came back' | 'resolved';

/** Errors of one fingerprint. */
export interface ErrorGroup {
  readonly fingerprint: string;
  readonly state: GroupState;
  /** The worst that there is among them. */
  readonly severity: string;
  readonly service: string | null;
  /** Of the last one. */
  readonly message: string | null;
  readonly error_type: string | null;
  readonly n: number;
  readonly open: number;
  readonly first: Date | null;
  readonly last: Date | null;
  readonly tables: readonly string[];
  /** Why these are one. */
  readonly rule: string;
  /** The text that the fingerprint is of, where the row has it. */
  readonly fingerprint_text: string | null;
}

const WEIGHT = `CASE severity WHEN 'critical' THEN 4 WHEN 'error' THEN 3 WHEN 'warning' THEN 2 WHEN 'info' THEN 1 ELSE 3 END`;

/** Groups of errors, those that occurred last first. */
export async function errorGroups(db: Database, { sql, params }: ErrorRelation): Promise<ErrorGroup[]> {
  return db.rows<ErrorGroup>(
    `SELECT fingerprint,
       CASE WHEN bool_and(resolved) THEN 'resolved'
         WHEN bool_or(resolved) AND min(time) FILTER (WHERE NOT resolved) > max(resolved_at) THEN 'came back'
         ELSE 'open' END AS state,
       arg_max(severity, ${WEIGHT}) AS severity, arg_max(service, time) AS service, arg_max(message, time) AS message,
       arg_max(error_type, time) AS error_type, count(*)::INTEGER AS n, count(*) FILTER (WHERE NOT resolved)::INTEGER AS open,
       min(time) AS first, max(time) AS last, list_sort(list(DISTINCT table_name)) AS tables,
       arg_max(fingerprint_rule, time) AS rule, arg_max(fingerprint_text, time) AS fingerprint_text
     FROM ${sql} GROUP BY fingerprint ORDER BY last DESC, fingerprint`,
    params,
  );
}
