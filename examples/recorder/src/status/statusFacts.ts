import type { LoggerEvents } from '@parqueue/sdk';
import type { UnsavedTake } from '../takes/unsavedTakes.ts';
import type { Connection } from './connection.ts';

/** What the page knows of how it goes. Times are epoch milliseconds. */
export interface StatusFacts {
  readonly isOnline: boolean;
  /** Sending fails, since then; tried again at `nextAt`. */
  readonly retry?: { readonly since: number; readonly nextAt: number };
  /** Rows lie at the relay and none came into the dataset, since then. */
  readonly uncommittedSince?: number;
  /** Parts that something simpler stands in for. */
  readonly degraded: readonly LoggerEvents['degraded']['part'][];
  /** What the browser gives no more room for. */
  readonly full: readonly ('rows' | 'audio')[];
  /** Rows that the relay confirmed and then no longer knew. */
  readonly lostRows: number;
  /** Seconds of sound that did not arrive and stand as silence. */
  readonly gapS: number;
  /** Recordings that were deleted since nobody saved them. */
  readonly untaken: number;
  /** A take of an earlier visit that waits to be saved. */
  readonly unsaved?: UnsavedTake;
  /** The last error, until it is dismissed. */
  readonly error?: string;
}

export const FIRST_FACTS: StatusFacts = {
  isOnline: true,
  degraded: [],
  full: [],
  lostRows: 0,
  gapS: 0,
  untaken: 0,
};

/** What stays until the person has read it. */
export type Dismissible = 'error' | 'gap' | 'untaken' | 'lost';

export type StatusEvent =
  | { readonly kind: 'online' | 'offline' | 'accepted' | 'committed' }
  | { readonly kind: 'retry'; readonly at: number; readonly delayMs: number }
  | { readonly kind: 'counted'; readonly at: number; readonly onDevice: number; readonly atRelay: number }
  | { readonly kind: 'degraded'; readonly part: LoggerEvents['degraded']['part'] }
  | { readonly kind: 'full'; readonly of: LoggerEvents['quota']['kind'] }
  | { readonly kind: 'lost' | 'untaken'; readonly count: number }
  | { readonly kind: 'gap'; readonly gapS: number }
  | { readonly kind: 'unsaved'; readonly take: UnsavedTake | undefined }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'dismissed'; readonly what: Dismissible };

/** The facts after an event. */
export function stepFacts(facts: StatusFacts, event: StatusEvent): StatusFacts {
  switch (event.kind) {
    case 'online':
    case 'offline':
      return { ...facts, isOnline: event.kind === 'online' };
    case 'retry':
      return {
        ...facts,
        retry: { since: facts.retry?.since ?? event.at, nextAt: event.at + event.delayMs },
      };
    case 'accepted':
      // Room was made, and the relay was reached, whatever the browser says of the network.
      return { ...without(facts, 'retry'), isOnline: true, full: [] };
    case 'committed':
      return without(facts, 'uncommittedSince');
    case 'counted':
      return counted(facts, event);
    case 'degraded':
      return { ...facts, degraded: withOne(facts.degraded, event.part) };
    case 'full':
      return { ...facts, full: withOne(facts.full, event.of) };
    case 'lost':
      return { ...facts, lostRows: facts.lostRows + event.count };
    case 'untaken':
      return { ...facts, untaken: facts.untaken + event.count };
    case 'gap':
      return { ...facts, gapS: facts.gapS + event.gapS };
    case 'unsaved':
      return event.take ? { ...facts, unsaved: event.take } : without(facts, 'unsaved');
    case 'error':
      return { ...facts, error: event.message };
    case 'dismissed':
      return dismissed(facts, event.what);
  }
}

/** Nothing left to send, and nothing left at the relay, end what was said of them. */
function counted(
  facts: StatusFacts,
  { at, onDevice, atRelay }: { readonly at: number; readonly onDevice: number; readonly atRelay: number },
): StatusFacts {
  const sent = onDevice === 0 ? without(facts, 'retry') : facts;
  if (atRelay === 0) return without(sent, 'uncommittedSince');
  return { ...sent, uncommittedSince: sent.uncommittedSince ?? at };
}

function dismissed(facts: StatusFacts, what: Dismissible): StatusFacts {
  if (what === 'error') return without(facts, 'error');
  if (what === 'gap') return { ...facts, gapS: 0 };
  return what === 'untaken' ? { ...facts, untaken: 0 } : { ...facts, lostRows: 0 };
}

export function connectionOf(facts: StatusFacts): Connection {
  if (!facts.isOnline) return 'offline';
  return facts.retry ? 'retrying' : 'sending';
}

function without<K extends 'retry' | 'uncommittedSince' | 'unsaved' | 'error'>(
  facts: StatusFacts,
  key: K,
): Omit<StatusFacts, K> {
  const { [key]: _, ...rest } = facts;
  return rest;
}

function withOne<T>(list: readonly T[], item: T): readonly T[] {
  return list.includes(item) ? list : [...list, item];
}
