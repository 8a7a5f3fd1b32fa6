import { type Random, seeded } from '../support/seeded.ts';
import { accountProblem } from './checks/account.ts';
import { deliveryProblems } from './checks/delivery.ts';
import { onlyCopyProblem } from './checks/onlyCopy.ts';
import { unrest } from './checks/rest.ts';
import { setCurrentRun } from './currentRun.ts';
import { endTroubles } from './nemesis.ts';
import { openPage, type Page } from './page.ts';
import { commitNowAndThen, playScript } from './playScript.ts';
import { endRealm } from './realm.ts';
import { drawOptions, type Trouble } from './runOptions.ts';
import { createTrace } from './trace.ts';
import { createWorld, type World } from './world.ts';

export interface SeedResult {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly hash: string;
  readonly stepCount: number;
  readonly simulatedMs: number;
  readonly rowCount: number;
  readonly storedCount: number;
  readonly shardCount: number;
  readonly faultCount: number;
  readonly troubles: readonly string[];
  readonly trace: readonly string[];
}

/** After the last fault everything is in the dataset within this time: pauses between tries are at most 15 minutes, and calls end in 10. */
const LIVENESS_MS = 2 * 3_600_000;
const MAX_STEPS = 400_000;

/** One run from its seed to its end. `unhandled` gives rejections that nobody took, as the platform tells them. */
export async function runSeed(
  seed: number,
  { isTraced = false, without = [] as readonly Trouble[] } = {},
  unhandled: string[] = [],
): Promise<SeedResult> {
  const options = drawOptions(seed, seeded(seed), without);
  // A source of its own, so that a trouble taken away changes only what follows from it.
  const random: Random = seeded(seed ^ 0x5eed_5eed);
  const trace = createTrace(isTraced);
  const world = createWorld(options, random, trace);
  setCurrentRun(world);
  watch(world, unhandled);
  try {
    await live(world);
  } catch (error) {
    world.violate(`the simulation failed: ${(error as Error).stack}`);
  } finally {
    setCurrentRun(undefined);
  }
  const rows = [...world.model.rows.values()];
  return {
    seed,
    violations: world.violations,
    hash: trace.hash(),
    stepCount: world.scheduler.stepCount(),
    simulatedMs: world.scheduler.now(),
    rowCount: rows.length,
    storedCount: rows.filter(({ storedAt }) => storedAt !== undefined).length,
    shardCount: world.relay.everAccepted.size,
    faultCount: trace.noteCount(),
    troubles: [...options.troubles],
    trace: world.violations.length > 0 || isTraced ? trace.lines() : [],
  };
}

/** The cheap checks, at each commit and each step. */
function watch(world: World, unhandled: string[]): void {
  world.disk.onCommit.push((changes) => {
    const problem = accountProblem(world.disk, changes) ?? onlyCopyProblem(world.disk, changes, world.relay);
    if (problem !== undefined) world.violate(problem);
  });
  world.scheduler.afterStep.push(() => {
    for (const said of unhandled.splice(0)) world.violate(`[R6] a rejection that nobody took: ${said}`);
  });
}

async function live(world: World): Promise<void> {
  const { scheduler, options, trace } = world;
  const hasFailed = () => world.violations.length > 0;
  let isWorkDone = false;
  trace.note(JSON.stringify({ ...options, troubles: [...options.troubles] }));
  commitNowAndThen(world);
  scheduler.after(scheduler.world, 0, 'begin', () =>
    playScript(world, () => {
      isWorkDone = true;
    }),
  );
  if (!(await scheduler.run(() => isWorkDone || hasFailed(), MAX_STEPS)))
    return world.violate('the run does not come to an end');
  if (hasFailed()) return;
  scheduler.after(scheduler.world, 0, 'calm', () => {
    endTroubles(world);
    // Pages that are ending are gone by then.
    scheduler.after(scheduler.world, 500, 'visit', () => visit(world));
  });
  const until = scheduler.now() + LIVENESS_MS;
  await rest(world, until);
  if (hasFailed()) return;
  await closePages(world);
  for (const problem of deliveryProblems(world)) world.violate(problem);
}

/** The last of the story: a visit, or somebody who comes back to a tab that is open since long, with all that failed there. */
function visit(world: World): void {
  const { random, pages } = world;
  const open = [...pages.values()].filter(({ realm, isClosed }) => realm.state === 'alive' && !isClosed);
  if (open.length > 0 && random.chance(0.4)) {
    lookNowAndThen(world, random.pick(open), 5);
    return;
  }
  openPage(world, 'last', ({ log }) => {
    // One that asks for nothing but to be there must do as well.
    const asked = random.chance(0.5) ? log.flush({ until: 'committed' }) : log.stats();
    asked.catch(() => {});
  });
}

/**
 * Not once: a worker that was killed without a sound is found by the deadline of a call, and the next call starts another. A flush has no
 * deadline, and would wait for the dead for ever.
 */
function lookNowAndThen(world: World, page: Page, times: number): void {
  if (times === 0) return;
  world.scheduler.after(page.realm, 60_000, 'looked at', () => {
    page.log.stats().catch(() => {});
    lookNowAndThen(world, page, times - 1);
  });
}

async function rest(world: World, until: number): Promise<void> {
  const { scheduler, violations } = world;
  let hasBegun = false;
  let isOver = false;
  const look = (): void => {
    hasBegun = true;
    isOver = unrest(world).length === 0 || scheduler.now() > until;
    if (!isOver) scheduler.after(scheduler.world, 1_000, 'look', look);
  };
  scheduler.after(scheduler.world, 2_000, 'look', look);
  await scheduler.run(() => (hasBegun && isOver) || violations.length > 0, MAX_STEPS);
  if (violations.length > 0) return;
  for (const what of unrest(world).slice(0, 5))
    world.violate(`[liveness] two hours after the last fault, ${what}`);
}

async function closePages(world: World): Promise<void> {
  const { scheduler, pages, violations } = world;
  let open = 0;
  for (const page of [...pages.values()]) {
    if (page.realm.state === 'frozen') endRealm(page.realm, false);
    else open++;
    scheduler.after(page.realm, 0, 'close', () => {
      page.log.close().then(() => {
        open--;
        scheduler.after(scheduler.world, 0, 'page ends', () => endRealm(page.realm, false));
      });
    });
  }
  const late = scheduler.now() + 60_000;
  await scheduler.run(() => pages.size === 0 || violations.length > 0 || scheduler.now() > late, MAX_STEPS);
  if (pages.size > 0 && violations.length === 0) world.violate(`[liveness] ${open} loggers did not close`);
}
