import type { TicketResponse } from '@parqueue/schema/wire';
import type { Answer, Transport } from './transport.ts';

/** A ticket this close to its end is not used any more: the shard it is for may take a while to arrive. */
const MARGIN_MS = 30_000;

/** The site may have to ask the person something first, such as whether they are human. */
const CREDENTIAL_TIMEOUT_MS = 120_000;

export interface TicketKeeperOptions {
  readonly transport: Pick<Transport, 'requestTicket'>;
  readonly dataset: string;
  /** The site's credential, or undefined where the relay needs none. */
  readonly credential: () => Promise<string | undefined>;
  readonly now: () => number;
  readonly schedule: (work: () => void, delayMs: number) => () => void;
}

/** Keeps the current ticket and gets a new one when it ends. */
export interface TicketKeeper {
  ticket(): Promise<Answer<TicketResponse>>;
  /** Forgets a ticket that the relay refused, unless there is another one already. */
  discard(refused: TicketResponse): void;
}

export function createTicketKeeper(options: TicketKeeperOptions): TicketKeeper {
  const { transport, dataset, now } = options;
  let held: { readonly response: TicketResponse; readonly endsAt: number } | undefined;
  let asking: Promise<Answer<TicketResponse>> | undefined;

  async function ask(): Promise<Answer<TicketResponse>> {
    let credential: string | undefined;
    try {
      credential = await credentialInTime(options);
    } catch (error) {
      const reason = `ticket() failed: ${error instanceof Error ? error.message : error}`;
      return { kind: 'unreachable', status: 0, reason };
    }
    const answer = await transport.requestTicket({
      dataset,
      ...(credential === undefined ? {} : { credential }),
    });
    if (answer.kind === 'ok') {
      // A page's clock may be wrong by days; only the span is taken from the relay's.
      const spanMs = answer.value.expiresAt - answer.value.now;
      held = { response: answer.value, endsAt: now() + Math.max(0, spanMs - MARGIN_MS) };
    }
    return answer;
  }

  return {
    async ticket() {
      if (held !== undefined && now() < held.endsAt) return { kind: 'ok', value: held.response };
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    discard(refused) {
      if (held?.response.ticket === refused.ticket) held = undefined;
    },
  };
}

/** The site's answer, or a rejection when it does not come: whatever waits for a ticket holds the lock of all tabs. */
function credentialInTime({ credential, schedule }: TicketKeeperOptions): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`no answer within ${CREDENTIAL_TIMEOUT_MS / 1_000} s`));
    const cancel = schedule(late, CREDENTIAL_TIMEOUT_MS);
    credential().then(resolve, reject).finally(cancel);
  });
}
