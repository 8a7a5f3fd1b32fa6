import { ParqueueError } from '../api/errors.ts';

/** What every call of a closed logger ends with. */
export const closedError = (): ParqueueError => new ParqueueError('closed', 'the logger was closed');
