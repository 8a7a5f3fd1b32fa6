import type { TableDefinition } from '@parqueue/schema';
import type { Log } from '../log.ts';
import { readGivenRow } from '../rows/givenRow.ts';
import { offerRows } from '../rows/offerRows.ts';
import type { SpoolDoor } from '../spool/spoolDoor.ts';
import { eventRow } from './eventRow.ts';
import type { RequestEvent } from './requestEvent.ts';

export interface SendEventsParts {
  readonly table: TableDefinition;
  readonly spool: () => SpoolDoor;
  readonly newId: () => string;
  readonly clock: () => number;
  readonly log: Log;
}

/** Rows of the relay itself: of nobody. */
const SENDER = { kind: 'operator' } as const;

/** Hands events to the spool, once, as rows of nobody. What it does not take is gone, and told in the log. */
export function createSendEvents({ table, spool, newId, clock, log }: SendEventsParts) {
  return async (events: readonly RequestEvent[]): Promise<void> => {
    const dropped = (problem: string): void =>
      log('request_events_dropped', { events: events.length, problem });
    try {
      const rows = events.map((event, i) => ({
        line: i + 1,
        ...readGivenRow(table, { row_id: newId(), ...eventRow(event) }, SENDER),
      }));
      const offer = { ...offerRows(table, rows, SENDER, clock()), isRepeatable: false };
      const outcome = await spool().putRows(offer);
      if (outcome.kind === 'refused') dropped(outcome.code);
    } catch (error) {
      dropped(error instanceof Error ? error.message : 'unknown failure');
    }
  };
}
