import { type Nemesis, NOTHING_TO_HEAL } from './nemesis.ts';

/** SIGKILL to all processes of the browser; it opens again on the same profile. */
export const killBrowser: Nemesis = {
  kind: 'browser killed',
  async strike(field) {
    await field.killBrowser();
    return NOTHING_TO_HEAL;
  },
};
