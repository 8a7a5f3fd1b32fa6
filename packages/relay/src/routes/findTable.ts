import type { TableDefinition } from '@parqueue/schema';
import { RelayError } from '../relayError.ts';

/** @throws {RelayError} for a table that the relay does not declare. */
export function findTable(tables: ReadonlyMap<string, TableDefinition>, name: string): TableDefinition {
  const table = tables.get(name);
  if (table === undefined)
    throw new RelayError('table_unknown', 'parqueue.tables.ts of the relay does not hold this table');
  return table;
}
