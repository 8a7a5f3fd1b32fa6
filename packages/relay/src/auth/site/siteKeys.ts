import { base64url } from 'jose';
import * as v from 'valibot';
import { words } from '../../words.ts';

/** A key of a site's backend, good for its one algorithm. */
export interface SiteKey {
  /** Names it in the header of a token, so that old and new keys hold side by side. */
  readonly kid: string;
  readonly alg: 'HS256' | 'EdDSA';
  /** The shared secret of HS256, or the public key of Ed25519. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const KID_PATTERN = /^[\w.-]{1,64}$/;
/** RFC 7518 §3.2: at least as long as the hash. */
const SECRET_MIN_BYTES = 32;
const PUBLIC_KEY_BYTES = 32;

/**
 * The keys in `SITE_KEYS`: words such as `2026=HS256:<secret>` and `2027=EdDSA:<public key in base64url>`, or a JWK Set (RFC 7517).
 *
 * @throws {TypeError} naming the entry by its place, without its value
 */
export function parseSiteKeys(text: string): readonly SiteKey[] {
  const given = text.startsWith('{') ? ofJwkSet(text) : words(text).map(ofWord);
  if (given.length === 0) throw new TypeError('holds no key');
  const keys = given.map(checked);
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) throw new TypeError('has two keys of one name');
  return keys;
}

interface GivenKey {
  readonly kid: string;
  readonly alg: string;
  /** Undefined where it is no base64url. */
  readonly bytes: Uint8Array | undefined;
}

function ofWord(word: string): GivenKey {
  const [, kid = '', alg = '', value = ''] = /^([^=]*)=([^:]*):(.*)$/.exec(word) ?? [];
  return { kid, alg, bytes: alg === 'HS256' ? new TextEncoder().encode(value) : unbase64url(value) };
}

const jwkSetSchema = v.object({
  keys: v.array(
    v.variant('kty', [
      v.object({ kty: v.literal('oct'), kid: v.string(), k: v.string() }),
      v.object({
        kty: v.literal('OKP'),
        crv: v.literal('Ed25519'),
        kid: v.string(),
        x: v.string(),
        d: v.optional(v.undefined('a private key')),
      }),
    ]),
  ),
});

function ofJwkSet(text: string): readonly GivenKey[] {
  const parsed = v.safeParse(jwkSetSchema, asJson(text));
  if (!parsed.success)
    throw new TypeError('is no JWK Set of oct keys and public Ed25519 keys, each with a kid');
  return parsed.output.keys.map((key) =>
    key.kty === 'oct'
      ? { kid: key.kid, alg: 'HS256', bytes: unbase64url(key.k) }
      : { kid: key.kid, alg: 'EdDSA', bytes: unbase64url(key.x) },
  );
}

function checked({ kid, alg, bytes }: GivenKey, index: number): SiteKey {
  const entry = `entry ${index + 1}`;
  if (!KID_PATTERN.test(kid) || (alg !== 'HS256' && alg !== 'EdDSA'))
    throw new TypeError(`has an ${entry} that is not name=HS256:… or name=EdDSA:…`);
  if (alg === 'HS256' && !(bytes !== undefined && bytes.length >= SECRET_MIN_BYTES))
    throw new TypeError(`has an ${entry} whose secret is shorter than ${SECRET_MIN_BYTES} bytes`);
  if (alg === 'EdDSA' && bytes?.length !== PUBLIC_KEY_BYTES)
    throw new TypeError(`has an ${entry} that is no public Ed25519 key of 43 base64url characters`);
  return { kid, alg, bytes: Uint8Array.from(bytes ?? []) };
}

function unbase64url(text: string): Uint8Array | undefined {
  try {
    return base64url.decode(text);
  } catch {
    return undefined;
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
