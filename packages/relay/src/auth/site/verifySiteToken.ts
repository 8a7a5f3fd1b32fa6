import { NAME_PATTERN } from '@parqueue/schema/wire';
import { errors, type JWTVerifyGetKey, type JWTVerifyResult, jwtVerify } from 'jose';
import * as v from 'valibot';
import { RelayError } from '../../relayError.ts';
import type { SiteKey } from './siteKeys.ts';

/** How far a token may reach into the future: what a stolen one is worth. */
const LIFE_MAX_S = 15 * 60;
/** How far the clocks of site and relay may be apart. */
const LEEWAY_S = 60;
const TABLES_MAX_COUNT = 100;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const claimsSchema = v.object({
  /** The site's own id of the person. */
  sub: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  exp: v.number(),
  iat: v.optional(v.number()),
  tables: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.regex(NAME_PATTERN))), v.minLength(1), v.maxLength(TABLES_MAX_COUNT)),
  ),
  quota: v.optional(v.object({ bytesPerDay: v.optional(count), shardsPerHour: v.optional(count) })),
});

export type SiteClaims = v.InferOutput<typeof claimsSchema>;

/**
 * Checks a JWT of the site's backend. It yields a ticket of the identity in it and nothing else, so one that is sent twice gives nothing
 * that it did not give before: no list of used ones is needed.
 *
 * @throws {RelayError} `credential_refused`, in words for whoever signs
 */
export type VerifySiteToken = (token: string, dataset: string, now: number) => Promise<SiteClaims>;

/** The algorithm is that of the key that the token names, whatever the token says of it: each key is imported for its own. */
export function createSiteVerifier(siteKeys: readonly SiteKey[]): VerifySiteToken {
  const keys = new Map(siteKeys.map((key) => [key.kid, key]));
  const imported = new Map<string, Promise<CryptoKey>>();

  const findKey: JWTVerifyGetKey<CryptoKey> = async ({ kid, alg }) => {
    const key = keys.get(kid ?? '');
    if (key === undefined) throw refusal('its kid is not one of SITE_KEYS');
    if (alg !== key.alg) throw refusal(`its alg is not ${key.alg}, which the key is for`);
    const ready = imported.get(key.kid) ?? importKey(key);
    imported.set(key.kid, ready);
    return ready;
  };

  return async (token, dataset, now) => {
    const { payload } = await verifyBy(findKey, token, dataset, now);
    const parsed = v.safeParse(claimsSchema, payload);
    if (!parsed.success)
      throw refusal(`its ${v.getDotPath(parsed.issues[0]) ?? 'payload'} is not as it should be`);
    const { exp, iat = 0 } = parsed.output;
    const nowS = now / 1000;
    if (exp > nowS + LIFE_MAX_S + LEEWAY_S) throw refusal('its exp is more than 15 minutes ahead');
    if (iat > nowS + LEEWAY_S) throw refusal('its iat is in the future');
    return parsed.output;
  };
}

async function verifyBy(
  findKey: JWTVerifyGetKey<CryptoKey>,
  token: string,
  dataset: string,
  now: number,
): Promise<JWTVerifyResult> {
  try {
    return await jwtVerify(token, findKey, {
      algorithms: ['HS256', 'EdDSA'],
      audience: `parqueue:${dataset}`,
      clockTolerance: LEEWAY_S,
      currentDate: new Date(now),
    });
  } catch (error) {
    if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired)
      throw refusal(`its ${error.claim} is missing, over, or not ${EXPECTED_CLAIM[error.claim] ?? 'right'}`);
    if (error instanceof errors.JOSEAlgNotAllowed) throw refusal('its alg is neither HS256 nor EdDSA');
    if (error instanceof errors.JWSSignatureVerificationFailed) throw refusal('its signature is not right');
    if (error instanceof errors.JOSEError) throw refusal('it is no JWT as it should be');
    throw error;
  }
}

const EXPECTED_CLAIM: Readonly<Record<string, string>> = { aud: 'parqueue:<dataset>', nbf: 'reached' };

const refusal = (what: string): RelayError =>
  new RelayError('credential_refused', `the token of the site is refused: ${what}`);

function importKey({ alg, bytes }: SiteKey): Promise<CryptoKey> {
  const algorithm = alg === 'HS256' ? { name: 'HMAC', hash: 'SHA-256' } : { name: 'Ed25519' };
  return crypto.subtle.importKey('raw', bytes, algorithm, false, ['verify']);
}
