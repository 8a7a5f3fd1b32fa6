import { float64, json, string, timestamp } from '../table/feature.ts';
import { type Row, table } from '../table/table.ts';

/**
 * One reading of one figure: load, memory, whatever is measured now and then.
 *
 * `timestamp` is filled in when left out; `row_id` and `revision` always.
 *
 * @example
 * ```ts
 * log.metrics.append({ metric_name: 'cpu_usage', metric_value: 45.2, unit: 'percent', service: 'player' });
 * ```
 */
export const systemMetric = table({
  name: 'system_metrics',
  features: {
    /** When it was read, UTC. Filled in with the time of the append when left out. */
    timestamp: timestamp(),
    /** What was measured, such as `cpu_usage`. */
    metric_name: string(),
    /** The figure, in `unit`. */
    metric_value: float64(),
    /** Its unit, such as `percent`, `MB` or `ms`. */
    unit: string(),
    /** The part of the system that it was measured in. */
    service: string(),
    /** Whatever else there is to say, as JSON text. */
    metadata: json<unknown>(),
  },
  fill: { timestamp: 'appendedAt' },
});

/** A row of {@link systemMetric}. */
export type SystemMetricRow = Row<typeof systemMetric>;
