import { NAME_PATTERN } from '@parqueue/schema/wire';
import { errors, jwtVerify, SignJWT } from 'jose';
import * as v from 'valibot';
import type { TicketQuota } from '../quota/payer.ts';

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
  readonly origin?: string | undefined;
  /** Of a ticket: the tables that it is good for, all without it. */
  readonly tables?: readonly string[] | undefined;
  /** Of a ticket: how much it lets send, below the relay's own quotas. */
  readonly quota?: TicketQuota | undefined;
  /** Of a ticket: the network that it was given to, as a keyed hash. */
  readonly network?: string | undefined;
}

export type VerifiedToken =
  | ({ readonly kind: 'valid' } & Omit<TokenClaims, 'kind' | 'dataset'>)
  | { readonly kind: 'expired' }
  | { readonly kind: 'invalid' };

export interface TokenSigner {
  /** @param nowMs epoch milliseconds */
  issue(claims: TokenClaims, nowMs: number): Promise<{ token: string; expiresAt: number }>;
  verify(token: string, expected: { kind: TokenKind; dataset: string }): Promise<VerifiedToken>;
}

const ISSUER = 'parqueue';
const ALGORITHM = 'HS256';
const LIFE_S: Readonly<Record<TokenKind, number>> = { ticket: 15 * 60, identity: 10 * 365 * 24 * 3600 };

const count = v.optional(v.number());

const payloadSchema = v.object({
  typ: v.string(),
  sub: v.string(),
  exp: v.number(),
  org: v.optional(v.string()),
  tbl: v.optional(v.array(v.string())),
  quo: v.optional(v.object({ bytesPerDay: count, shardsPerHour: count })),
  net: v.optional(v.string()),
});

/** Signs with HMAC-SHA256 and accepts nothing else, whatever a token's header says. */
export function createTokenSigner(secret: string): TokenSigner {
  const key = new TextEncoder().encode(secret);
  return {
    async issue({ kind, dataset, userId, origin, tables, quota, network }, nowMs) {
      const iat = Math.floor(nowMs / 1000);
      const exp = iat + LIFE_S[kind];
      const token = await new SignJWT({
        iss: ISSUER,
        aud: audienceOf(kind, dataset),
        typ: kind,
        sub: userId,
        org: origin,
        tbl: tables,
        quo: quota,
        net: network,
        iat,
        exp,
      })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .sign(key);
      return { token, expiresAt: exp * 1000 };
    },

    async verify(token, { kind, dataset }) {
      try {
        const audience = audienceOf(kind, dataset);
        const { payload } = await jwtVerify(token, key, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience,
        });
        const { typ, sub, org, tbl, quo, net } = v.parse(payloadSchema, payload);
        if (typ !== kind) return { kind: 'invalid' };
        return { kind: 'valid', userId: sub, origin: org, tables: tbl, quota: quo, network: net };
      } catch (error) {
        return { kind: error instanceof errors.JWTExpired ? 'expired' : 'invalid' };
      }
    },
  };
}

function audienceOf(kind: TokenKind, dataset: string): string {
  if (!NAME_PATTERN.test(dataset)) throw new TypeError(`${JSON.stringify(dataset)} is no name of a dataset`);
  return `${ISSUER}:${kind}:${dataset}`;
}
