import { type Nemesis, NOTHING_TO_HEAL } from './nemesis.ts';

/** Some tabs are closed in the middle of their work. */
export const closeTabs: Nemesis = {
  kind: 'tabs closed',
  async strike(field, random) {
    const tabs = field.tabs();
    const isVictim = tabs.map((_, i) => i === 0 || random.chance(0.5));
    const victims = tabs.filter((_, i) => isVictim[i]);
    await Promise.all(
      victims.map(async (tab) => {
        field.lose(tab);
        await tab.browserTab.close().catch(() => undefined);
      }),
    );
    return NOTHING_TO_HEAL;
  },
};
