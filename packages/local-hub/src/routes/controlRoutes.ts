import { createMiddleware } from 'hono/factory';
import type { FaultControl } from '../faults.ts';
import type { HubApp, HubEnv } from '../hubEnv.ts';
import { HubError } from '../hubError.ts';
import { parseFault } from '../parseFault.ts';
import { readJson } from '../requestBody.ts';
import type { RequestLog } from '../requestLog.ts';

/** Lets another process on this machine inject faults and read the log. */
export function addControlRoutes(app: HubApp, faults: FaultControl, log: RequestLog): void {
  app.use('/__faults', onlyThisMachine);
  app.use('/__log', onlyThisMachine);
  app.post('/__faults', async (c) => {
    faults.inject(parseFault(await readJson(c)));
    return c.json({ pending: faults.pendingCount() });
  });
  app.delete('/__faults', (c) => {
    faults.clear();
    return c.json({ pending: 0 });
  });
  app.get('/__log', (c) => c.json(log.entries()));
  app.delete('/__log', (c) => {
    log.clear();
    return c.json([]);
  });
}

/** Web pages are kept out too: they cannot send this content type without asking first, and are not answered. */
const onlyThisMachine = createMiddleware<HubEnv>(async (c, next) => {
  const address = c.env.incoming.socket.remoteAddress ?? '';
  const isLoopback = /^(::ffff:)?127\./.test(address) || address === '::1';
  if (!isLoopback || c.req.header('origin') !== undefined) throw new HubError(403, 'Only for this machine');
  if (c.req.method === 'POST' && !c.req.header('content-type')?.startsWith('application/json')) {
    throw new HubError(415, 'Content-Type: expected application/json');
  }
  await next();
});
