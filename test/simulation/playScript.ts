import { strike } from './nemesis.ts';
import type { Page } from './page.ts';
import { openPage } from './page.ts';
import { endRealm } from './realm.ts';
import { stepPage } from './workload.ts';
import type { World } from './world.ts';

/** The relay commits what it has, for as long as the run goes on. */
export function commitNowAndThen(world: World): void {
  const { scheduler, options, relay, random, weather } = world;
  scheduler.after(scheduler.world, options.commitIntervalMs, 'relay commits', () => {
    relay.commit(() => weather.isBad && options.troubles.has('gives-up') && random.chance(0.1));
    commitNowAndThen(world);
  });
}

/** Pages are opened, do their steps, reload and close, and things go wrong, until so many actions are done. */
export function playScript(world: World, done: () => void): void {
  const { scheduler, random, options, pages } = world;
  let pageCount = 0;
  let left = options.actionCount;

  function open(): void {
    openPage(world, `p${pageCount++}`, (page) =>
      scheduler.after(page.realm, 0, 'step', () => stepPage(world, page)),
    );
  }

  function act(): void {
    if (left-- === 0) {
      done();
      return;
    }
    const live = [...pages.values()].filter(({ realm }) => realm.state === 'alive');
    const kind = random.int(0, 99);
    if (live.length < options.tabCount && (kind < 30 || live.length === 0)) open();
    else if (kind < 50 && options.troubles.size > 0) strike(world);
    else if (kind < 56) leave(world, random.pick(live));
    else if (kind < 58) closeLogger(world, random.pick(live));
    else {
      const page = random.pick(live);
      scheduler.after(page.realm, 0, 'step', () => stepPage(world, page));
    }
    scheduler.after(scheduler.world, random.int(0, options.gapMs), 'act', act);
  }
  act();
}

/** A page is left for another or closed: it is told, has no time for anything more, and what it wrote then is promised. */
function leave(world: World, page: Page): void {
  const { scheduler, random, model } = world;
  const { realm, exits } = page;
  scheduler.after(realm, 0, 'pagehide', () => {
    page.tell('leaving');
    const said = [...model.rows.values()].filter((row) => row.page === realm.name && !row.hasFailed);
    const isSafe = exits.isOpen;
    scheduler.after(scheduler.world, random.pick([0, 0, 5, 50]), 'page ends', () => {
      if (realm.state === 'dead') return;
      endRealm(realm, false);
      if (!isSafe) return;
      for (const row of said) {
        if (row.hasFailed || row.storedAt !== undefined) continue;
        // The power may be lost before the disk has it.
        Object.assign(row, { storedAt: Number.POSITIVE_INFINITY, exits });
      }
    });
  });
}

function closeLogger({ scheduler }: World, page: Page): void {
  scheduler.after(page.realm, 0, 'close', () => {
    page.isClosed = true;
    page.log.close().then(() => {
      scheduler.after(scheduler.world, 0, 'page ends', () => endRealm(page.realm, false));
    });
  });
}
