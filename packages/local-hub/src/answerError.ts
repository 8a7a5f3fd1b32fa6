import type { Context } from 'hono';
import type { HubEnv } from './hubEnv.ts';
import { HubError } from './hubError.ts';

/** Every refusal as the Hub words it: JSON with `error`, and the code in a header. */
export function answerError(error: Error, c: Context<HubEnv>): Response {
  if (error instanceof HubError) {
    if (error.code !== undefined) c.header('X-Error-Code', error.code);
    c.header('X-Error-Message', asHeader(error.message));
    return c.json({ error: error.message, ...error.extra }, error.status);
  }
  // Whoever hung up within a request is not told, and it is no fault of ours.
  if (!c.env.incoming.destroyed) process.stderr.write(`local hub: ${error.stack ?? error.message}\n`);
  return c.json({ error: "Internal Error - We're working hard to fix this as soon as possible!" }, 500);
}

export function answerNotFound(c: Context<HubEnv>): Response {
  return c.json({ error: "Sorry, we can't find the page you are looking for." }, 404);
}

const asHeader = (text: string) => text.replace(/[^\x20-\x7e]/g, '?');
