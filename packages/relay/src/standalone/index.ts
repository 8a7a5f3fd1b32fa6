import { env, waitUntil } from 'cloudflare:workers';
import type { RelayBindings } from '../bindings.ts';
import { createRelay } from '../createRelay.ts';
import { createRateCounter, type Rate } from './rateCounter.ts';
import { withPeerAddress } from './withPeerAddress.ts';

/** The relay under workerd on a machine of one's own: the same Worker, with what Cloudflare does around it. */

/** The name that the configuration of workerd knows the class by. */
export { SpoolObject as Spool } from '../spool/spoolObject.ts';

const bindings = env as RelayBindings & { readonly TICKET_RATE: Rate };
const relay = createRelay(
  { ...bindings, TICKET_RATE: createRateCounter(bindings.TICKET_RATE, Date.now) },
  { waitUntil, wait: (ms) => scheduler.wait(ms) },
);

export default {
  fetch: (request) => relay.fetch(withPeerAddress(request)),
} satisfies ExportedHandler;

/** In place of the cron trigger: whoever reaches it, which is the program around workerd alone, wakes the spools. */
export const watchdog = {
  async fetch() {
    await relay.watch();
    return new Response(null, { status: 204 });
  },
} satisfies ExportedHandler;
