import { Hono } from 'hono';
import { requireOperator } from '../auth/requireOperator.ts';
import type { RelayParts } from '../relayParts.ts';
import { metricsText } from './metricsText.ts';
import { wrongMethod } from './wrongMethod.ts';

const PATH = '/v1/metrics';

/** `GET /v1/metrics`, for whoever has the operator's secret. */
export function metricsRoute({ config, spoolOf, clock }: RelayParts): Hono {
  return new Hono()
    .get(PATH, async (c) => {
      await requireOperator(c.req.raw.headers, config.operatorSecret);
      const datasets = await Promise.all(
        Array.from(
          config.datasets.keys(),
          async (dataset) => [dataset, await spoolOf(dataset).metrics()] as const,
        ),
      );
      const headers = {
        'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
        'Cache-Control': 'no-store',
      };
      return c.body(metricsText(new Map(datasets), clock()), 200, headers);
    })
    .all(PATH, wrongMethod('GET'));
}
