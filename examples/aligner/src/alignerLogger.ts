import { alignment } from '@parqueue/schema/presets';
import type { Logger } from '@parqueue/sdk';

/** The table that this page logs to. */
export const alignerTables = { runs: alignment };

export type AlignerLogger = Logger<typeof alignerTables>;
