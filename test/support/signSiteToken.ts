import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A JWT as a site's backend makes it, by hand, so that what no library would make can be made as well. */
export interface SiteTokenParts {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** A secret signs with HS256, a private key with Ed25519; null leaves the signature empty. */
  readonly key: string | Uint8Array | KeyObject | null;
}

/** For the dataset `recitations`, of a person called `user-7`, with five minutes to live, unless told otherwise. */
export function signSiteToken({ header, claims, key }: SiteTokenParts): string {
  const now = Math.floor(Date.now() / 1000);
  const given = { aud: 'parqueue:recitations', sub: 'user-7', iat: now, exp: now + 300, ...claims };
  const signed = `${encode({ alg: 'HS256', kid: '2026', ...header })}.${encode(given)}`;
  return `${signed}.${signatureOf(signed, key).toString('base64url')}`;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function signatureOf(text: string, key: SiteTokenParts['key']): Buffer {
  if (key === null) return Buffer.alloc(0);
  if (typeof key === 'string' || key instanceof Uint8Array)
    return createHmac('sha256', key).update(text).digest();
  return sign(null, Buffer.from(text), key);
}

/** An Ed25519 key pair: what signs, and the public part as `SITE_KEYS` has it. */
export function newEdKey(): { readonly privateKey: KeyObject; readonly x: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey, x: publicKey.export({ format: 'jwk' }).x ?? '' };
}
