import type { RelayPlatform } from '../relayPlatform.ts';

export interface EventBufferParts<T> extends RelayPlatform {
  /** Never fails. */
  readonly send: (events: readonly T[]) => Promise<void>;
  readonly clock: () => number;
}

/** What comes within this time is sent together. */
const GATHER_MS = 5000;
const MAX_COUNT = 100;

/**
 * Takes events and sends them together: those of some seconds, or a hundred. They are in memory until then, and are lost, uncounted, when the
 * isolate ends before; the answers to the requests never wait for them.
 *
 * @typeParam T says when it was, in epoch milliseconds
 */
export function createEventBuffer<T extends { readonly at: number }>({
  send,
  waitUntil,
  wait,
  clock,
}: EventBufferParts<T>) {
  let waiting: T[] = [];

  const flush = async (): Promise<void> => {
    const events = waiting;
    waiting = [];
    if (events.length > 0) await send(events);
  };

  return (event: T): void => {
    const oldest = waiting[0] ?? event;
    waiting.push(event);
    // The platform may have ended the wait of the oldest without a word.
    const isLate = clock() - oldest.at >= 2 * GATHER_MS;
    if (waiting.length >= MAX_COUNT || isLate) waitUntil(flush());
    else if (event === oldest) waitUntil(wait(GATHER_MS).then(flush));
  };
}
