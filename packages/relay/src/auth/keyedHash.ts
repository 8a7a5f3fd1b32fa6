import { hexOf } from '../hexOf.ts';

const DIGITS = 12;

/**
 * 12 hex digits that stay the same for the same words and lead nowhere without the relay's secret: a plain hash would not do, as all IPv4
 * addresses are hashed in minutes. The first word says what for, and keeps it apart from everything else that the secret signs; only the
 * last may hold a line break.
 */
export type KeyedHash = (...words: readonly string[]) => Promise<string>;

export function createKeyedHash(secret: string): KeyedHash {
  const key = importKey(secret);
  return async (...words) => {
    const mac = await crypto.subtle.sign('HMAC', await key, new TextEncoder().encode(words.join('\n')));
    return hexOf(mac).slice(0, DIGITS);
  };
}

const importKey = (secret: string): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
