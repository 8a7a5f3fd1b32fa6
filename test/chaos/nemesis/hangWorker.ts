import { type Nemesis, NOTHING_TO_HEAL } from './nemesis.ts';

/** Mostly shorter than the deadlines of the page's calls; now and then so long that the worker counts as dead. */
const SHORT_MS = [300, 2_500] as const;
const LONG_MS = 14_000;

/** The worker of a tab is busy with something else. */
export const hangWorker: Nemesis = {
  kind: 'worker hung',
  async strike(field, random) {
    const tabs = field.tabs();
    if (tabs.length === 0) return NOTHING_TO_HEAL;
    const victim = random.pick(tabs);
    const isLong = random.chance(0.15);
    const forMs = isLong ? LONG_MS : random.int(...SHORT_MS);
    if (isLong) field.cut(victim);
    else field.halt(victim);
    await victim.browserTab.hangWorkers(forMs);
    return async () => {
      await new Promise((resolve) => setTimeout(resolve, isLong ? 0 : forMs));
      field.move(victim);
    };
  },
};
