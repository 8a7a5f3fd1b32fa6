import { metricsEvent, playHistory } from '@parqueue/schema/presets';
import { createLogger } from '@parqueue/sdk';
import { createEventRecorder } from '@parqueue/sdk/events';
import { createPlayRecorder } from '@parqueue/sdk/plays';
import type { PageSdk } from '../../peersLoss/page/order.ts';
import type { Addresses } from '../appendPage.ts';

/** Starts an SDK; gives what logs one event of a number. */
type Subject = (addresses: Addresses) => Promise<(number: number) => void>;

const logger = ({ relay }: Addresses) =>
  createLogger({
    relay,
    dataset: 'recitations',
    tables: { events: metricsEvent, plays: playHistory },
    flushEvery: '1s',
  });

const fields = (number: number) => ({
  ...{
    variant_hash: `variant-${number}`,
    model_slug: 'kokoro-cpu',
    voice_slug: 'af_heart',
    block_idx: number,
  },
  ...{ text_length: number % 400, total_latency_ms: 850, cache_hit: false, processor_route: 'local' },
});

/** What is measured, by name; another recorder is one more line. */
export const SUBJECTS: Readonly<Record<string, Subject>> = {
  async event(addresses) {
    const events = createEventRecorder(logger(addresses).events);
    return (number) => void events.event('synthesis_complete', fields(number));
  },
  async append(addresses) {
    const { events } = logger(addresses);
    return (number) => void events.append({ event_type: 'synthesis_complete', ...fields(number) });
  },
  async play(addresses) {
    const plays = createPlayRecorder(logger(addresses).plays);
    return (number) => void plays.start({ artist: 'Nobody', title: `Night ${number}` });
  },
  async sentry({ collector }) {
    return startPeer('sentry', collector);
  },
  async posthog({ collector }) {
    return startPeer('posthog', collector);
  },
};

const PEERS = import.meta.glob<PageSdk>('../../peersLoss/page/sdks/{sentry,posthog}.js');

/** As it is set for the comparison of losses. */
async function startPeer(name: string, url: string): Promise<(number: number) => void> {
  const load = PEERS[`../../peersLoss/page/sdks/${name}.js`];
  if (load === undefined) throw new Error(`no page for ${name}`);
  const say = await (await load()).start(url);
  return (number) => say(`synthesis complete ${number}`);
}
