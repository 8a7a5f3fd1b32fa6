import { hexOf } from '../hexOf.ts';
import { RelayError } from '../relayError.ts';
import { addressNetwork } from './clientAddress.ts';
import type { KeyedHash } from './keyedHash.ts';
import type { UserIdRules } from './userIdRules.ts';

const USER_ID_DIGITS = 12;
const DAY_MS = 86_400_000;

/** Who stands behind a request. Lives for the request alone: nothing of it is stored or logged. */
export type Person =
  /** As far as a server can see. */
  { readonly kind: 'seen'; readonly address: string; readonly userAgent: string } | NamedPerson;

/** Whom somebody vouches for. */
export interface NamedPerson {
  readonly kind: 'named';
  readonly by: 'site' | 'hf';
  /** What stays the same, whatever the person is called. */
  readonly id: string;
  /** Where it is known. */
  readonly name?: string;
}

/**
 * The anonymised `user_id`: 12 hex digits that stay the same for a person in a dataset, for as long as the rules say.
 *
 * @param now epoch milliseconds
 */
export type UserIdOf = (dataset: string, person: Person, now: number) => Promise<string>;

export function createUserId(keyedHash: KeyedHash, { compat, rotationDays }: UserIdRules): UserIdOf {
  if (compat === 'sha256') return async (_dataset, person) => plainHash(plainWord(person));
  return async (dataset, person, now) => {
    const period =
      rotationDays === null ? '' : `@${rotationDays}d.${Math.floor(now / (rotationDays * DAY_MS))}`;
    if (person.kind === 'named') return keyedHash(`user_id${period}:${person.by}`, dataset, person.id);
    return keyedHash(`user_id${period}`, dataset, addressNetwork(person.address), person.userAgent);
  };
}

/** What loggers before this one hashed: the name of who is signed in, else address and user agent. */
function plainWord(person: Person): string {
  if (person.kind === 'seen') return `${person.address}|${person.userAgent}`;
  if (person.name !== undefined) return person.name;
  throw new RelayError(
    'credential_refused',
    'the credential does not tell the name: ask for the scope profile',
  );
}

async function plainHash(word: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(word));
  return hexOf(hash).slice(0, USER_ID_DIGITS);
}
