import type { Context } from 'hono';
import type { HubEnv } from './hubEnv.ts';

/**
 * Waits until the request is here whole, so that it is carried out even if who asked has gone since. What goes into the store may be large, and
 * streams on.
 */
export async function holdBody(c: Context<HubEnv>): Promise<void> {
  if (c.req.raw.body === null || c.req.path.startsWith('/storage/')) return;
  await c.req.raw.clone().arrayBuffer();
}
