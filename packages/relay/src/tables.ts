import type { TableDefinition } from '@parqueue/schema';
import { tables } from '../../../parqueue.tables.ts';

/** A version of a table that pages may still send. */
export interface ServedTable {
  readonly table: TableDefinition;
  /** Fingerprints of all its versions, the newest first. */
  readonly fingerprints: readonly string[];
}

/** The tables that this relay serves, by name. */
export const servedTables: ReadonlyMap<string, ServedTable> = new Map(
  tables.map((table) => [table.name, { table, fingerprints: [table.fingerprint] }]),
);
