import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { RequestEvent } from './requestEvent.ts';

/** Asked for by machines, again and again: they would drown the others. */
const UNWATCHED: ReadonlySet<string> = new Set(['/v1/health', '/v1/metrics', '/v1/status']);

/** Notes each request once it is answered, whatever the answer is. */
export function watchRequests(note: (event: RequestEvent) => void, clock: () => number): MiddlewareHandler {
  return async (c, next) => {
    const startedAt = clock();
    await next();
    const { method, path } = c.req;
    if (method === 'OPTIONS' || !path.startsWith('/v1/') || UNWATCHED.has(path)) return;
    const at = clock();
    note({
      at,
      endpoint: routePath(c, -1),
      method,
      statusCode: c.res.status,
      durationMs: at - startedAt,
      requestId: String(c.get('requestId')),
    });
  };
}
