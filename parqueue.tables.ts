import { alignment, recitation, recitationError } from '@parqueue/schema/presets';

/** The tables of this project: the page logs to them, the relay takes their shards and describes them in the dataset's card. */
export const tables = [recitation, recitationError, alignment] as const;
