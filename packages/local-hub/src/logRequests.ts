import { createMiddleware } from 'hono/factory';
import type { HubEnv } from './hubEnv.ts';
import type { LoggedRequest } from './requestLog.ts';

export const logRequests = (log: { add(entry: LoggedRequest): void }, now: () => number) =>
  createMiddleware<HubEnv>(async (c, next) => {
    const at = now();
    const { pathname, search } = new URL(c.req.url);
    await next();
    const fault = c.get('fault');
    log.add({
      at,
      method: c.req.method,
      // The query of a storage link is its permission.
      path: pathname.startsWith('/storage/') ? pathname : pathname + search,
      status: fault?.status ?? c.res.status,
      durationMs: now() - at,
      fault: fault?.kind,
    });
  });
