import { encodeRow, RowError, type TableDefinition } from '@parqueue/schema';
import type { RelayConfig } from '../config.ts';
import { eventRow } from './eventRow.ts';

/** Where the events of requests go. */
export interface EventTarget {
  readonly dataset: string;
  readonly table: TableDefinition;
}

const SAMPLE = {
  ...{ at: 0, endpoint: '/v1/ticket', method: 'POST' },
  ...{ statusCode: 200, durationMs: 0, requestId: '0' },
};

/**
 * The table that `REQUEST_EVENTS` names, if it names one.
 *
 * @throws {TypeError} where it is not there, or cannot hold the events
 */
export function findEventTarget(
  { requestEvents, datasets }: RelayConfig,
  tables: ReadonlyMap<string, TableDefinition>,
): EventTarget | undefined {
  if (requestEvents === null) return undefined;
  const { dataset, table: name } = requestEvents;
  const table = tables.get(name);
  if (!datasets.has(dataset))
    throw new TypeError(`REQUEST_EVENTS names dataset ${dataset}; DATASETS does not`);
  if (table === undefined)
    throw new TypeError(
      `REQUEST_EVENTS names table ${name}; export such a table, as the preset metricsEvent is`,
    );
  try {
    encodeRow(table, eventRow(SAMPLE));
    return { dataset, table };
  } catch (error) {
    const column = error instanceof RowError ? error.column : '';
    throw new TypeError(
      `REQUEST_EVENTS names table ${name}, whose column ${column} is not there or does not take what goes there; take the preset metricsEvent`,
    );
  }
}
