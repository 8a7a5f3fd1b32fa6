import type { CommandDefinition } from './commandDefinition.ts';
import { errorsList } from './errorsList.ts';
import { errorsReopen, errorsResolve } from './errorsResolve.ts';
import { errorsShow } from './errorsShow.ts';

/** Errors by their fingerprints. */
export const errors: CommandDefinition = {
  name: 'errors',
  summary: 'errors by their fingerprints: which there are, since when, and which are dealt with',
  examples: [
    ['parqueue errors list --since 7d', 'what is open of a week'],
    ['parqueue errors resolve 3f2a91c0', 'that is dealt with'],
  ],
  children: [errorsList, errorsReopen, errorsResolve, errorsShow],
};
