import { hexOf } from '../../hexOf.ts';
import { RelayError } from '../../relayError.ts';
import type { TicketMode } from '../ticketMode.ts';
import type { TicketRate } from '../ticketRate.ts';
import { askUserinfo, type HfUser } from './askUserinfo.ts';
import { appOf } from './oauthToken.ts';

export interface HfParts {
  readonly hubUrl: string;
  /** Lower case; empty where anybody may. */
  readonly orgs: ReadonlySet<string>;
  /** Client ids; empty where tokens of any app are taken. */
  readonly apps: ReadonlySet<string>;
  readonly rate: TicketRate;
  readonly clock: () => number;
}

/** How long the Hub's word counts: a token that is withdrawn gives tickets for so long. */
const KNOWN_MS = 5 * 60_000;
const KNOWN_MAX_COUNT = 1000;

/**
 * A token of OAuth as the Hub gives it to apps. The other kind, which people make for themselves, lasts for ever and may write their repos:
 * no page should ever have one, so none is taken.
 */
const TOKEN_PATTERN = /^hf_oauth_[\w.-]+$/;

interface KnownUser {
  readonly user: HfUser;
  readonly until: number;
}

/** Whoever is signed in at Hugging Face gets a ticket. */
export function createHfTicketMode({ hubUrl, orgs, apps, rate, clock }: HfParts): TicketMode {
  /** By the SHA-256 of the token, in this isolate's memory alone; the oldest first. */
  const known = new Map<string, KnownUser>();

  async function userOf(token: string): Promise<HfUser> {
    const key = hexOf(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token)));
    const before = known.get(key);
    if (before !== undefined && clock() < before.until) return before.user;
    const user = await askUserinfo(hubUrl, token);
    known.delete(key);
    known.set(key, { user, until: clock() + KNOWN_MS });
    const [oldest] = known.keys();
    if (known.size > KNOWN_MAX_COUNT && oldest !== undefined) known.delete(oldest);
    return user;
  }

  return async (application) => {
    const { credential } = application;
    if (credential === undefined || !TOKEN_PATTERN.test(credential))
      throw refusal('the relay asks for an OAuth token of Hugging Face (hf_oauth_…)');
    await rate(application);
    const { sub, preferred_username: name, orgs: own } = await userOf(credential);
    // The Hub has vouched for the token, and so for what is in it.
    if (apps.size > 0 && !apps.has(appOf(credential) ?? ''))
      throw refusal('the token was given to another app than those of HF_OAUTH_APPS');
    if (orgs.size > 0 && !own.some(({ preferred_username: org }) => orgs.has(org.toLowerCase())))
      throw refusal('the person is in none of HF_ORGS, or has not let the app see it');
    return { person: { kind: 'named', by: 'hf', id: sub, ...(name && { name }) } };
  };
}

const refusal = (detail: string): RelayError => new RelayError('credential_refused', detail);
