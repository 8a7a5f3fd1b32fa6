import { type Nemesis, NOTHING_TO_HEAL } from './nemesis.ts';

/** The origin's storage is full, at once or after some more. */
export const fillQuota: Nemesis = {
  kind: 'quota filled',
  async strike(field, random) {
    const roomBytes = random.pick([0, 20_000, 200_000]);
    const [tab] = field.tabs();
    if (tab === undefined) return NOTHING_TO_HEAL;
    // What the browser refuses to store is refused to the page, too: only what was stored before that is kept.
    for (const each of field.tabs()) field.cut(each);
    await tab.browserTab.limitRoom(roomBytes);
    return () => tab.browserTab.limitRoom(undefined);
  },
};
