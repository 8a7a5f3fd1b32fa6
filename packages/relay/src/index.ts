import { env } from 'cloudflare:workers';
import type { RelayBindings } from './bindings.ts';
import { createRelay } from './createRelay.ts';

export { Spool } from './spool/spoolObject.ts';

const relay = createRelay(env as RelayBindings);

export default {
  fetch: (request) => relay.fetch(request),
  scheduled: () => relay.watch(),
} satisfies ExportedHandler;
