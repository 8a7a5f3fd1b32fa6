import { type Nemesis, NOTHING_TO_HEAL } from './nemesis.ts';

/** The browser freezes tabs, as it does with those that nobody has looked at for long; one that holds a lock keeps it. */
export const freezeTabs: Nemesis = {
  kind: 'tabs frozen',
  async strike(field, random) {
    const tabs = field.tabs();
    if (tabs.length === 0) return NOTHING_TO_HEAL;
    const isVictim = tabs.map((_, i) => i === 0 || random.chance(0.3));
    const victims = tabs.filter((_, i) => isVictim[i]);
    for (const victim of victims) {
      field.halt(victim);
      await victim.browserTab.freeze();
    }
    return async () => {
      for (const victim of victims) {
        await victim.browserTab.thaw();
        field.move(victim);
      }
    };
  },
};
