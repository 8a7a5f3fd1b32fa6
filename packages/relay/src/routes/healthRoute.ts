import { type Health, PROTOCOL_VERSION } from '@parqueue/schema/wire';
import { Hono } from 'hono';
import type { RelayParts } from '../relayParts.ts';
import { wrongMethod } from './wrongMethod.ts';

const PATH = '/v1/health';

/** `GET /v1/health` of a relay whose configuration is right. */
export function healthRoute({ config, spoolOf }: RelayParts): Hono {
  return new Hono()
    .get(PATH, async (c) => {
      const datasets = await Promise.all(
        [...config.datasets.keys()].map(async (dataset) => ({
          dataset,
          ...(await spoolOf(dataset).health()),
        })),
      );
      const health: Health = {
        state: stateOf(datasets),
        protocol: PROTOCOL_VERSION,
        datasets,
        problems: [],
      };
      return c.json(health, 200, { 'Cache-Control': 'no-store' });
    })
    .all(PATH, wrongMethod('GET'));
}

/** The worst that holds of any. */
function stateOf(datasets: Health['datasets']): Health['state'] {
  if (datasets.some(({ isTaking }) => !isTaking)) return 'failing';
  return datasets.some(({ problem }) => problem !== null) ? 'degraded' : 'ok';
}
