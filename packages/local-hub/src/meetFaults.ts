import { once } from 'node:events';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, Next } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Fault, FaultSource } from './faults.ts';
import { holdBody } from './holdBody.ts';
import type { HubEnv } from './hubEnv.ts';

type HubContext = Context<HubEnv>;

/** Carries out on each request the fault that it meets. */
export const meetFaults = (faults: FaultSource) =>
  createMiddleware<HubEnv>(async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    const fault = faults.meet(c.req.method, pathname + search);
    if (!fault) return next();
    c.set('fault', { kind: fault.kind, status: 0 });
    await carryOut(fault, c, next);
  });

async function carryOut(fault: Fault, c: HubContext, next: Next): Promise<void> {
  switch (fault.kind) {
    case 'delay':
      await holdBody(c);
      await new Promise((done) => setTimeout(done, fault.delayMs));
      return run(c, next);
    case 'status':
      if (fault.takesEffect) await run(c, next);
      replace(c, statusResponse(fault));
      return;
    case 'request-lost':
      return hangUp(c);
    case 'reply-lost':
      await run(c, next);
      return hangUp(c);
    case 'cut-body':
      await run(c, next);
      return cutBody(c, fault.afterBytes);
    case 'hang':
      await once(c.env.outgoing, 'close');
      replace(c, RESPONSE_ALREADY_SENT);
  }
}

async function run(c: HubContext, next: Next): Promise<void> {
  await next();
  c.set('fault', { kind: c.get('fault')?.kind ?? '', status: c.res.status });
}

/** Hono merges the headers of a former answer into the next one unless that is taken away first. */
function replace(c: HubContext, response: Response): void {
  c.res = undefined;
  c.res = response;
}

function hangUp(c: HubContext): void {
  c.env.incoming.socket.destroy();
  replace(c, RESPONSE_ALREADY_SENT);
}

async function cutBody(c: HubContext, afterBytes: number | undefined): Promise<void> {
  const body = Buffer.from(await c.res.arrayBuffer());
  const { outgoing } = c.env;
  const headers = { ...Object.fromEntries(c.res.headers), 'content-length': String(body.byteLength) };
  outgoing.writeHead(c.res.status, headers);
  const sent = body.subarray(0, afterBytes ?? Math.floor(body.byteLength / 2));
  await new Promise<void>((done) => outgoing.write(sent.byteLength > 0 ? sent : '', () => done()));
  hangUp(c);
}

function statusResponse(fault: Fault & { kind: 'status' }): Response {
  const { body = { error: `Injected fault: ${fault.status}` } } = fault;
  const isText = typeof body === 'string';
  const headers = new Headers({ 'content-type': isText ? 'text/plain' : 'application/json' });
  for (const [name, value] of Object.entries(fault.headers ?? {})) headers.set(name, value);
  const isEmpty = fault.status === 204 || fault.status === 304;
  return new Response(isEmpty ? null : isText ? body : JSON.stringify(body), {
    status: fault.status,
    headers,
  });
}
