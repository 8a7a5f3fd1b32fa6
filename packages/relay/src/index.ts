import { env, waitUntil } from 'cloudflare:workers';
import type { RelayBindings } from './bindings.ts';
import { createRelay } from './createRelay.ts';

/** The name that wrangler.toml knows the class by. */
export { SpoolObject as Spool } from './spool/spoolObject.ts';

const relay = createRelay(env as RelayBindings, { waitUntil, wait: (ms) => scheduler.wait(ms) });

export default {
  fetch: (request) => relay.fetch(request),
  scheduled: () => relay.watch(),
} satisfies ExportedHandler;
