import type { MetricsEventRow } from '@parqueue/schema/presets';
import type { RequestEvent } from './requestEvent.ts';

/** An event as a row of a table such as the preset `metricsEvent`. */
export const eventRow = ({
  at,
  endpoint,
  method,
  statusCode,
  durationMs,
  requestId,
}: RequestEvent): MetricsEventRow => ({
  timestamp: at,
  event_type: 'request_complete',
  endpoint,
  method,
  status_code: statusCode,
  duration_ms: durationMs,
  request_id: requestId,
});
