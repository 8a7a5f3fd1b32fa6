import { type Health, PROTOCOL_VERSION } from '@parqueue/schema/wire';
import { Hono } from 'hono';
import { RelayError } from '../relayError.ts';

/** What a relay answers that cannot work: its health says why, everything else that it is so. */
export function misconfiguredRoutes(problems: readonly string[]): Hono {
  const health: Health = {
    state: 'failing',
    protocol: PROTOCOL_VERSION,
    datasets: [],
    problems: [...problems],
  };
  return new Hono()
    .get('/v1/health', (c) => c.json(health, 503, { 'Cache-Control': 'no-store', 'Retry-After': '60' }))
    .all('*', () => {
      throw new RelayError('misconfigured', problems.join('\n'));
    });
}
