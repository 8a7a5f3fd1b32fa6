import type { DiagnosedEvent } from '../api/diagnosis.ts';
import type { LoggerEvents } from '../api/events.ts';

const KEPT = 100;

/** The facts of an event that neither hold a row's content nor say whose it is: text of errors may do both. */
const FACTS = [
  'table',
  'shardId',
  'recordingId',
  'sizeBytes',
  'delayMs',
  'rowCount',
  'clipCount',
  'gapFrames',
  'kind',
  'part',
  'durationS',
];

/** The last events, without words. */
export interface EventLog {
  note(kind: keyof LoggerEvents, detail: unknown): DiagnosedEvent;
  all(): readonly DiagnosedEvent[];
}

export function createEventLog(now: () => number): EventLog {
  const events: DiagnosedEvent[] = [];
  return {
    note(kind, detail) {
      const event = { at: now(), kind, facts: factsOf(kind, detail as Readonly<Record<string, unknown>>) };
      events.push(event);
      if (events.length > KEPT) events.shift();
      return event;
    },
    all: () => [...events],
  };
}

function factsOf(kind: keyof LoggerEvents, detail: Readonly<Record<string, unknown>>) {
  const facts: Record<string, string | number> = {};
  for (const name of FACTS) {
    const value = detail[name];
    if (typeof value === 'number' || typeof value === 'string') facts[name] = value;
  }
  if (Array.isArray(detail['rowIds'])) facts['rowCount'] = detail['rowIds'].length;
  if (kind === 'dropped') facts['reason'] = String(detail['reason']);
  if (kind === 'error') facts['code'] = String((detail['error'] as { code?: unknown } | undefined)?.code);
  return facts;
}
