import { recitation, recitationError } from '@parqueue/schema/presets';
import type { Logger } from '@parqueue/sdk';

/** The tables that this page logs to, by the names that it uses for them. */
export const recorderTables = { recitations: recitation, errors: recitationError };

export type RecorderLogger = Logger<typeof recorderTables>;
