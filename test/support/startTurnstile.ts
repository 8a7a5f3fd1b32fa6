import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** As a widget's secret key looks. */
export const TURNSTILE_SECRET = '1x0000000000000000000000000000000AA';

const TOKEN_LIFE_MS = 300_000;

/** What the stand-in does with a call: `lose` takes the token and hangs up. */
export type TurnstileMood = 'answer' | 'fail' | 'lose' | 'hang';

interface Token {
  readonly hostname: string;
  readonly action: string;
  readonly solvedAt: number;
  /** The key of the call that took it. */
  takenBy?: string;
}

/** What came in a call. */
type Asked = Readonly<Record<string, string | undefined>>;

/** Stands in for Turnstile as it is documented: a token holds for 300 s and is taken once, but for calls with the same idempotency key. */
export interface TurnstileStandIn {
  readonly verifyUrl: string;
  /** What was asked until now. */
  readonly asked: readonly Asked[];
  /** A visitor passes the challenge: what the widget gives the page. */
  solve(token?: { hostname?: string; action?: string }): string;
  /** What it does with the next calls, in order; it answers those after them. */
  next(...moods: readonly TurnstileMood[]): void;
  /** Time goes on. */
  pass(durationMs: number): void;
  close(): Promise<void>;
}

export async function startTurnstile(): Promise<TurnstileStandIn> {
  const tokens = new Map<string, Token>();
  const asked: Asked[] = [];
  const moods: TurnstileMood[] = [];
  let passedMs = 0;
  const now = () => Date.now() + passedMs;

  function verdictOn({ secret, response, idempotency_key: key = randomUUID() }: Asked) {
    const refused = (code: string) => ({ success: false, 'error-codes': [code], messages: [] });
    if (secret === undefined) return refused('missing-input-secret');
    if (secret !== TURNSTILE_SECRET) return refused('invalid-input-secret');
    if (response === undefined) return refused('missing-input-response');
    const token = tokens.get(response);
    if (token === undefined) return refused('invalid-input-response');
    const isOld = now() - token.solvedAt > TOKEN_LIFE_MS;
    if (isOld || (token.takenBy ?? key) !== key) return refused('timeout-or-duplicate');
    token.takenBy = key;
    const { hostname, action, solvedAt } = token;
    const challenge_ts = new Date(solvedAt).toISOString();
    return { success: true, 'error-codes': [], challenge_ts, hostname, action, cdata: '' };
  }

  const server = createServer(async (request, reply) => {
    const message = await readJson(request);
    asked.push(message);
    const mood = moods.shift() ?? 'answer';
    if (mood === 'hang') return;
    if (mood === 'fail') return void reply.writeHead(503).end('<html>');
    const verdict = verdictOn(message);
    if (mood === 'lose') return void request.socket.destroy();
    reply.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(verdict));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    verifyUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/turnstile/v0/siteverify`,
    asked,
    solve({ hostname = 'recite.example', action = '' } = {}) {
      const token = `0.${randomUUID()}`;
      tokens.set(token, { hostname, action, solvedAt: now() });
      return token;
    },
    next: (...coming) => void moods.push(...coming),
    pass(durationMs) {
      passedMs += durationMs;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readJson(request: IncomingMessage): Promise<Asked> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString());
}
