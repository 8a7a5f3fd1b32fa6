import type { LoggerEvents } from '@parqueue/sdk';
import type { Connection } from './connection.ts';

/** What the page knows of how it goes. */
export interface StatusFacts {
  readonly isOnline: boolean;
  /** The last try to send failed. */
  readonly isRetrying: boolean;
  /** Parts that something simpler stands in for. */
  readonly degraded: readonly ('worker' | 'storage')[];
  /** What the browser gives no more room for. */
  readonly full: readonly ('rows' | 'audio')[];
  /** Rows that the relay confirmed and then no longer knew. */
  readonly lostRows: number;
  /** The last error, until it is dismissed. */
  readonly error?: string;
}

export const FIRST_FACTS: StatusFacts = {
  isOnline: true,
  isRetrying: false,
  degraded: [],
  full: [],
  lostRows: 0,
};

export type StatusEvent =
  | { readonly kind: 'online' | 'offline' | 'accepted' | 'retry' | 'dismissed' }
  | { readonly kind: 'degraded'; readonly part: LoggerEvents['degraded']['part'] }
  | { readonly kind: 'full'; readonly of: LoggerEvents['quota']['kind'] }
  | { readonly kind: 'lost'; readonly rowCount: number }
  | { readonly kind: 'error'; readonly message: string };

/** The facts after an event. */
export function stepFacts(facts: StatusFacts, event: StatusEvent): StatusFacts {
  switch (event.kind) {
    case 'online':
    case 'offline':
      return { ...facts, isOnline: event.kind === 'online' };
    case 'retry':
      return { ...facts, isRetrying: true };
    case 'accepted':
      // Room was made, and the relay was reached, whatever the browser says of the network.
      return { ...facts, isRetrying: false, isOnline: true, full: [] };
    case 'degraded':
      return { ...facts, degraded: withOne(facts.degraded, event.part) };
    case 'full':
      return { ...facts, full: withOne(facts.full, event.of) };
    case 'lost':
      return { ...facts, lostRows: facts.lostRows + event.rowCount };
    case 'error':
      return { ...facts, error: event.message };
    case 'dismissed': {
      const { error: _, ...rest } = facts;
      return rest;
    }
  }
}

export function connectionOf(facts: StatusFacts): Connection {
  if (!facts.isOnline) return 'offline';
  return facts.isRetrying ? 'retrying' : 'sending';
}

function withOne<T>(list: readonly T[], item: T): readonly T[] {
  return list.includes(item) ? list : [...list, item];
}
