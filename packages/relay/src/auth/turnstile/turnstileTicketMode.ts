import * as v from 'valibot';
import type { Log } from '../../log.ts';
import { RelayError } from '../../relayError.ts';
import { askVerifier, unchecked, type VerifierAnswer } from '../askVerifier.ts';
import type { TicketApplication, TicketMode } from '../ticketMode.ts';
import type { TicketRate } from '../ticketRate.ts';

export interface TurnstileParts {
  readonly secret: string;
  readonly verifyUrl: string;
  readonly rate: TicketRate;
  /** Hears of a secret that is wrong: pages are told, but whoever may mend it sees the log. */
  readonly log: Log;
}

/** What pages name the widget's use, if they name it. */
const ACTION = 'parqueue';

const SERVICE = 'Turnstile';
const LONGEST_TOKEN = 2048;

/** https://developers.cloudflare.com/turnstile/get-started/server-side-validation/ */
const verdictSchema = v.variant('success', [
  v.object({ success: v.literal(true), hostname: v.string(), action: v.optional(v.string(), '') }),
  v.object({ success: v.literal(false), 'error-codes': v.array(v.string()) }),
]);

/** Each page whose visitor Turnstile takes for a person gets a ticket. Nothing but Turnstile's clear word counts. */
export function createTurnstileTicketMode({ secret, verifyUrl, rate, log }: TurnstileParts): TicketMode {
  return async (application) => {
    const { credential } = application;
    if (credential === undefined || credential.length > LONGEST_TOKEN)
      throw refusal('the relay asks for a token of Turnstile');
    await rate(application);
    const { status, body } = await siteverify(credential, application);
    const verdict = v.safeParse(verdictSchema, body);
    if (!verdict.success || status >= 500) throw unchecked(SERVICE);
    if (!verdict.output.success) throw refusalFor(verdict.output['error-codes'], log);
    const { hostname, action } = verdict.output;
    if (hostname !== new URL(application.origin ?? '').hostname)
      throw refusal('the token was given to a page of another host');
    if (action !== '' && action !== ACTION)
      throw refusal(`the token was given for another action than ${ACTION}`);
    return {};
  };

  /** A token is taken once. By the key Turnstile knows a second call for the same one as such, so a lost answer can be asked for again. */
  async function siteverify(
    response: string,
    { address }: Pick<TicketApplication, 'address'>,
  ): Promise<VerifierAnswer> {
    const message = {
      secret,
      response,
      idempotency_key: crypto.randomUUID(),
      ...(address !== '' && { remoteip: address }),
    };
    const init = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(message),
    };
    const first = await askVerifier(SERVICE, verifyUrl, init).catch(() => undefined);
    return first !== undefined && first.status < 500 ? first : askVerifier(SERVICE, verifyUrl, init);
  }
}

function refusalFor(codes: readonly string[], log: Log): RelayError {
  if (codes.some((code) => code.endsWith('input-secret'))) {
    const problem = 'TURNSTILE_SECRET of the relay is not one that Turnstile knows';
    log('misconfigured', { problem });
    return new RelayError('misconfigured', problem);
  }
  if (codes.includes('internal-error')) return unchecked(SERVICE);
  if (codes.includes('timeout-or-duplicate')) return refusal('the token was used before, or is too old');
  return refusal('Turnstile does not know the token');
}

const refusal = (detail: string): RelayError => new RelayError('credential_refused', detail);
