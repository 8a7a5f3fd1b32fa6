import { addressNetwork } from './clientAddress.ts';

const USER_ID_DIGITS = 12;

/** Who stands behind a request, as far as a server can see. Lives for the request alone: nothing of it is stored or logged. */
export interface Person {
  readonly address: string;
  readonly userAgent: string;
}

/**
 * The anonymised `user_id`: 12 hex digits that stay the same for a person in a dataset and lead nowhere without the relay's secret. A
 * plain hash would not do: all IPv4 addresses are hashed in minutes.
 */
export type UserIdOf = (dataset: string, person: Person) => Promise<string>;

export function createUserId(secret: string): UserIdOf {
  const key = importKey(secret);
  return async (dataset, { address, userAgent }) => {
    // The first word keeps this apart from everything else that the secret signs.
    const message = ['user_id', dataset, addressNetwork(address), userAgent].join('\n');
    const mac = await crypto.subtle.sign('HMAC', await key, new TextEncoder().encode(message));
    const hex = [...new Uint8Array(mac)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return hex.slice(0, USER_ID_DIGITS);
  };
}

const importKey = (secret: string): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
