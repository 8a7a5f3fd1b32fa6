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
  /** The current ticket, if there is one: nobody is asked. */
  held(): TicketResponse | undefined;
  /** Forgets a ticket that the relay refused, unless there is another one already. */
  discard(refused: TicketResponse): void;
  /** Forgets the ticket, and whose it is. */
  forget(): void;
}

export function createTicketKeeper(options: TicketKeeperOptions): TicketKeeper {
  const { transport, dataset, now } = options;
  let current:
    | { readonly response: TicketResponse; readonly from: number; readonly endsAt: number }
    | undefined;
  let asking: Promise<Answer<TicketResponse>> | undefined;
  /** How often it was forgotten whose ticket this is: an answer to an earlier question is not used. */
  let lives = 0;

  async function ask(): Promise<Answer<TicketResponse>> {
    const life = lives;
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
    if (lives !== life)
      return { kind: 'unreachable', status: 0, reason: 'whose rows these are was forgotten' };
    if (answer.kind === 'ok') {
      // A page's clock may be wrong by days; only the span is taken from the relay's.
      const spanMs = answer.value.expiresAt - answer.value.now;
      const from = now();
      current = { response: answer.value, from, endsAt: from + Math.max(0, spanMs - MARGIN_MS) };
    }
    return answer;
  }

  /** By a clock that was put back, nothing is known of a ticket's age. */
  function held(): TicketResponse | undefined {
    const isGood = current !== undefined && now() >= current.from && now() < current.endsAt;
    return isGood ? current?.response : undefined;
  }

  return {
    held,
    async ticket() {
      const good = held();
      if (good !== undefined) return { kind: 'ok', value: good };
      if (asking !== undefined) return asking;
      const mine = ask().finally(() => {
        if (asking === mine) asking = undefined;
      });
      asking = mine;
      return mine;
    },
    forget() {
      lives++;
      current = undefined;
      asking = undefined;
    },
    discard(refused) {
      if (current?.response.ticket === refused.ticket) current = undefined;
    },
  };
}

/** The site's answer, or a rejection when it does not come or is none. */
function credentialInTime({ credential, schedule }: TicketKeeperOptions): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`no answer within ${CREDENTIAL_TIMEOUT_MS / 1_000} s`));
    const cancel = schedule(late, CREDENTIAL_TIMEOUT_MS);
    credential().then(checked).then(resolve, reject).finally(cancel);
  });
}

/** Whatever a page's function gives: what is no text would not go over the wire, or not as it is. */
function checked(given: unknown): string | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given === 'string' && given !== '') return given;
  throw new Error(`it gave ${given === '' ? 'an empty text' : typeof given}; expected a text, or nothing`);
}
