import { NAME_PATTERN } from '@parqueue/schema/wire';
import { sign, verify } from 'hono/jwt';
import { JwtTokenExpired } from 'hono/utils/jwt/types';

/**
 * What the relay signs. A `ticket` is the right to send shards to a dataset for a quarter of an hour; an `identity` is the relay's word,
 * for ten years, that rows of a dataset may carry a `user_id`. Their audiences differ, so that neither passes for the other, nor for
 * one of another dataset.
 */
export type TokenKind = 'ticket' | 'identity';

export interface TokenClaims {
  readonly kind: TokenKind;
  readonly dataset: string;
  readonly userId: string;
  /** Of the page that it was given to; a ticket is good for no other. */
  readonly origin?: string;
}

export type VerifiedToken =
  | { readonly kind: 'valid'; readonly userId: string; readonly origin: string | undefined }
  | { readonly kind: 'expired' }
  | { readonly kind: 'invalid' };

export interface TokenSigner {
  /** @param nowMs epoch milliseconds */
  issue(claims: TokenClaims, nowMs: number): Promise<{ token: string; expiresAt: number }>;
  verify(token: string, expected: { kind: TokenKind; dataset: string }): Promise<VerifiedToken>;
}

const ISSUER = 'parqueue';
const LIFE_S: Readonly<Record<TokenKind, number>> = { ticket: 15 * 60, identity: 10 * 365 * 24 * 3600 };

/** Signs with HMAC-SHA256 and accepts nothing else, whatever a token's header says. */
export function createTokenSigner(secret: string): TokenSigner {
  return {
    async issue({ kind, dataset, userId, origin }, nowMs) {
      const iat = Math.floor(nowMs / 1000);
      const exp = iat + LIFE_S[kind];
      const claims = {
        iss: ISSUER,
        aud: audienceOf(kind, dataset),
        typ: kind,
        sub: userId,
        org: origin,
        iat,
        exp,
      };
      return { token: await sign(claims, secret, 'HS256'), expiresAt: exp * 1000 };
    },

    async verify(token, { kind, dataset }) {
      try {
        const aud = audienceOf(kind, dataset);
        const claims = await verify(token, secret, { alg: 'HS256', iss: ISSUER, aud });
        const { typ, sub, org, exp } = claims;
        if (typ !== kind || typeof sub !== 'string' || typeof exp !== 'number') return { kind: 'invalid' };
        return { kind: 'valid', userId: sub, origin: typeof org === 'string' ? org : undefined };
      } catch (error) {
        return { kind: error instanceof JwtTokenExpired ? 'expired' : 'invalid' };
      }
    },
  };
}

function audienceOf(kind: TokenKind, dataset: string): string {
  if (!NAME_PATTERN.test(dataset)) throw new TypeError(`${JSON.stringify(dataset)} is no name of a dataset`);
  return `${ISSUER}:${kind}:${dataset}`;
}
