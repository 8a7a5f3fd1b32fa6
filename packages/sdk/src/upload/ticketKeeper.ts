import type { TicketResponse } from '@parqueue/schema/wire';
import type { Answer, Transport } from './transport.ts';

/** A ticket this close to its end is not used any more: the shard it is for may take a while to arrive. */
const MARGIN_MS = 30_000;

export interface TicketKeeperOptions {
  readonly transport: Pick<Transport, 'requestTicket'>;
  readonly dataset: string;
  /** The site's credential, or undefined where the relay needs none. */
  readonly credential: () => Promise<string | undefined>;
  readonly now: () => number;
}

/** Keeps the current ticket and gets a new one when it ends. */
export interface TicketKeeper {
  ticket(): Promise<Answer<TicketResponse>>;
  /** Forgets the ticket: the relay refused it. */
  discard(): void;
}

export function createTicketKeeper({
  transport,
  dataset,
  credential,
  now,
}: TicketKeeperOptions): TicketKeeper {
  let held: { readonly response: TicketResponse; readonly endsAt: number } | undefined;
  return {
    async ticket() {
      if (held !== undefined && now() < held.endsAt) return { kind: 'ok', value: held.response };
      let given: string | undefined;
      try {
        given = await credential();
      } catch (error) {
        return {
          kind: 'unreachable',
          status: 0,
          reason: `ticket() failed: ${error instanceof Error ? error.message : error}`,
        };
      }
      const answer = await transport.requestTicket({
        dataset,
        ...(given === undefined ? {} : { credential: given }),
      });
      if (answer.kind === 'ok') {
        // A page's clock may be wrong by days; only the span is taken from the relay's.
        const spanMs = answer.value.expiresAt - answer.value.now;
        held = { response: answer.value, endsAt: now() + Math.max(0, spanMs - MARGIN_MS) };
      }
      return answer;
    },
    discard() {
      held = undefined;
    },
  };
}
