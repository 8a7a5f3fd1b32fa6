import type { TicketResponse } from '@parqueue/schema/wire';
import type { EngineEvent } from './engine.ts';

/** Tells the page when the relay begins or ceases to take audio, as each ticket says. */
export function createAudioNews(emit: (event: EngineEvent) => void): (ticket: TicketResponse) => void {
  // As the page takes it to be.
  let isTaken = true;
  return ({ limits }) => {
    if (isTaken === (limits.audio !== 'denied')) return;
    isTaken = !isTaken;
    emit({ type: 'audio', detail: { isTaken } });
  };
}
