import { errorLog, playHistory, systemMetric } from '@parqueue/schema/presets';
import type { Logger } from '@parqueue/sdk';

/** The tables that this page logs to, by the names that it uses for them. */
export const radioTables = { plays: playHistory, errors: errorLog, metrics: systemMetric };

export type RadioLogger = Logger<typeof radioTables>;
