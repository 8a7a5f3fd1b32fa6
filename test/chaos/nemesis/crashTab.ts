import { type Nemesis, NOTHING_TO_HEAL } from './nemesis.ts';

/** The process of a page dies, with its workers; pages that share it die, too. */
export const crashTab: Nemesis = {
  kind: 'renderer crashed',
  async strike(field, random) {
    const tabs = field.tabs();
    if (tabs.length === 0) return NOTHING_TO_HEAL;
    const victim = random.pick(tabs);
    field.lose(victim);
    await victim.browserTab.crash();
    for (const tab of field.tabs()) if (tab.browserTab.hasCrashed()) field.lose(tab);
    await victim.browserTab.close().catch(() => undefined);
    return NOTHING_TO_HEAL;
  },
};
