import { ERRORS, PROBLEM_TYPE, problemOf, SHARD_MAX_BYTES } from '@parqueue/schema/wire';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Log } from './log.ts';
import type { CountRefusal } from './refusals/countRefusals.ts';
import { RelayError } from './relayError.ts';

/** Every error of the relay, whatever threw it, as Problem Details. What is not ours is logged and told as no more than that. */
export function createProblemAnswer(
  log: Log,
  count: CountRefusal,
): (error: Error, c: Context) => Promise<Response> {
  return async (error, c) => {
    const known = error instanceof RelayError ? error : unexpected(error, c, log);
    if (!known.isCounted) count(known.code, c.req.param('dataset'));
    await drain(c.req.raw);
    const body = problemOf(known.code, known.message, known.place);
    if (known.retryAfterS !== undefined) c.header('Retry-After', String(known.retryAfterS));
    c.header('Content-Type', PROBLEM_TYPE);
    c.header('Cache-Control', 'no-store');
    return c.body(JSON.stringify(body), ERRORS[known.code].status);
  };
}

function unexpected(error: Error, c: Context, log: Log): RelayError {
  if (error instanceof HTTPException && error.status < 500)
    return new RelayError('bad_request', 'the request is malformed');
  log('request_failed', {
    requestId: String(c.get('requestId')),
    problem: `${error.name}: ${error.message}`,
  });
  return new RelayError('internal_error', `the relay failed; its log has request ${c.get('requestId')}`);
}

/** A browser that is still sending reads no answer when the connection closes on it, so the rest is let in and thrown away. */
async function drain({ body, bodyUsed, headers }: Request): Promise<void> {
  if (body === null || bodyUsed || body.locked) return;
  if (!(Number(headers.get('Content-Length') ?? Number.NaN) <= SHARD_MAX_BYTES)) return;
  await body.pipeTo(new WritableStream()).catch(() => undefined);
}
