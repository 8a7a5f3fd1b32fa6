import type { Context } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import { isLoopback } from '../isLoopback.ts';

export interface OperatorSessions {
  /** Whether the request comes from a browser that has signed in. */
  isOpen(c: Context): Promise<boolean>;
  open(c: Context): Promise<void>;
  close(c: Context): void;
}

export interface OperatorSessionParts {
  /** Of the relay. */
  readonly secret: string;
  readonly operatorSecret: string;
  readonly clock: () => number;
}

const NAME = 'parqueue-operator';
/** The pages that a session opens, and nothing else: what changes anything takes the secret itself. */
const PATH = '/v1/status';
const LIFE_S = 12 * 3600;

/**
 * Sessions of browsers whose person has shown the operator's secret: a cookie that says until when, signed. The key is made of both secrets,
 * so that a session ends with either of them, and is good for nothing else that the relay signs.
 */
export function createOperatorSessions({
  secret,
  operatorSecret,
  clock,
}: OperatorSessionParts): OperatorSessions {
  const key = deriveKey(secret, operatorSecret);
  const optionsOf = (c: Context) =>
    ({
      path: PATH,
      httpOnly: true,
      sameSite: 'Strict',
      secure: isSecure(c.req.url),
    }) as const;
  return {
    async isOpen(c) {
      const until = await getSignedCookie(c, await key, NAME);
      return typeof until === 'string' && Number(until) > clock();
    },
    async open(c) {
      const until = String(clock() + LIFE_S * 1000);
      await setSignedCookie(c, NAME, until, await key, { ...optionsOf(c), maxAge: LIFE_S });
    },
    close(c) {
      deleteCookie(c, NAME, optionsOf(c));
    },
  };
}

/** A browser keeps no `Secure` cookie of plain http, which only a relay on this machine speaks. */
function isSecure(address: string): boolean {
  const url = new URL(address);
  return url.protocol === 'https:' || !isLoopback(url);
}

async function deriveKey(secret: string, operatorSecret: string): Promise<ArrayBuffer> {
  const encoder = new TextEncoder();
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), hmac, false, ['sign']);
  return crypto.subtle.sign('HMAC', key, encoder.encode(`operator session\n${operatorSecret}`));
}
