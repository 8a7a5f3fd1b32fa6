import { int32, json, string, timestamp } from '../table/feature.ts';
import { type Row, table } from '../table/table.ts';

/** How much a line matters. */
export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';

/**
 * One line of a log. A job has two kinds of log in one table: that of a stage is every line with its `stage`; that of the whole pipeline is
 * every line but those of level `DEBUG`.
 *
 * `timestamp` is filled in when left out; `row_id` and `revision` always. In the order of `timestamp`, then `line_number`, they are as they were said.
 *
 * @example
 * ```ts
 * import type { LogLineRow } from '@parqueue/sdk/presets';
 *
 * const row: LogLineRow = {
 *   logger: 'demux',
 *   level: 'INFO',
 *   message: 'Successfully extracted audio: 45.3 MB',
 *   job_id: 'job_001',
 *   stage: 'demux',
 * };
 * ```
 */
export const logLine = table({
  name: 'log_line',
  features: {
    /** When it was said, UTC. */
    timestamp: timestamp(),
    /** Who said it: `pipeline`, or the name of a stage. */
    logger: string(),
    /** {@link LogLevel}. */
    level: string(),
    /** What was said. */
    message: string(),
    /** The job that it was said in. */
    job_id: string(),
    /** The stage that it is about; null where it is about the whole job. */
    stage: string(),
    /** Its place among the lines of its job that one page or process said, from 1. */
    line_number: int32(),
    /** What goes with it, as JSON text. */
    data: json<unknown>(),
  },
  fill: { timestamp: 'appendedAt' },
});

/** A row of {@link logLine}. */
export type LogLineRow = Row<typeof logLine>;
