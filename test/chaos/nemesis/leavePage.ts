import { type Nemesis, NOTHING_TO_HEAL } from './nemesis.ts';

/** A tab goes to another page and comes back: out of the back/forward cache where the browser kept it, else loaded anew. */
export const leavePage: Nemesis = {
  kind: 'left and returned',
  async strike(field, random) {
    const tabs = field.tabs();
    if (tabs.length === 0) return NOTHING_TO_HEAL;
    // A page that records is not kept by the browser.
    const silent = tabs.filter(({ isRecording }) => !isRecording);
    const victim = random.pick(random.chance(0.7) && silent.length > 0 ? silent : tabs);
    field.cut(victim);
    await victim.browserTab.leave(field.awayUrl);
    return () => victim.browserTab.back();
  },
};
