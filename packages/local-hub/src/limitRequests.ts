import { createMiddleware } from 'hono/factory';
import type { HubEnv } from './hubEnv.ts';
import { type Bucket, type Quotas, quotaText } from './quotas.ts';

/** Counts each request in its bucket; storage is outside the Hub and has none. */
export const limitRequests = (quotas: Quotas) =>
  createMiddleware<HubEnv>(async (c, next) => {
    const bucket = bucketOf(c.req.path);
    if (bucket === undefined) return next();
    const authorization = c.req.header('authorization');
    const address = c.env.incoming.socket.remoteAddress ?? '';
    const caller = { name: authorization ?? address, isSignedIn: authorization !== undefined };
    const { isAllowed, headers } = quotas.spend(bucket, caller);
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    if (!isAllowed) return c.json({ error: quotaText(bucket, headers) }, 429);
    await next();
  });

function bucketOf(path: string): Bucket | undefined {
  if (path.startsWith('/storage/')) return undefined;
  if (path.startsWith('/api/') || path.includes('.git/info/lfs/')) return 'api';
  return /^\/datasets\/[^/]+\/[^/]+\/(resolve|raw)\//.test(path) ? 'resolvers' : 'pages';
}
