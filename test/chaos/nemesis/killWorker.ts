import { type Nemesis, NOTHING_TO_HEAL } from './nemesis.ts';

/** The worker of a tab ends, and nobody is told. */
export const killWorker: Nemesis = {
  kind: 'worker killed',
  async strike(field, random) {
    const tabs = field.tabs();
    if (tabs.length === 0) return NOTHING_TO_HEAL;
    const victim = random.pick(tabs);
    field.cut(victim);
    await victim.browserTab.killWorkers();
    return NOTHING_TO_HEAL;
  },
};
