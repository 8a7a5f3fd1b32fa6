import type { Random } from '../../support/seeded.ts';
import type { GateState } from './intake/intake.ts';

/** What a case can do to one peer. */
export interface Stage {
  /** Events are called, browsers started and killed by one trial at a time, so that none is disturbed by another. */
  alone(work: () => Promise<void>): Promise<void>;
  /** The way to where events arrive. */
  become(state: GateState): Promise<void>;
  /** Opens the browser on the profile of the trial, with the page in it. `calling`: resolves when all events were called. */
  open(page: 'calling' | 'opened again'): Promise<void>;
  /** Loads the page anew in its tab; it calls no event by number. */
  reload(): Promise<void>;
  /** SIGKILL to all processes of the browser. */
  kill(): Promise<void>;
  readonly random: Random;
}

export type Case = (stage: Stage) => Promise<void>;

const UNAVAILABLE_MS = 20_000;
const BEFORE_RELOAD_MS = 2_000;
/** Not when the page calls an event of its own, so that no request is cut off by the next loading. */
const AFTER_RELOAD_MS = 3_000;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const killAfterMs = ({ random }: Stage): number => random.int(500, 1_500);

/** SIGKILL while all is well. */
async function kill(stage: Stage): Promise<void> {
  await stage.alone(async () => {
    await stage.open('calling');
    await pause(killAfterMs(stage));
    await stage.kill();
    await stage.open('opened again');
  });
}

/** SIGKILL while nobody listens; then somebody does. */
async function offlineKill(stage: Stage): Promise<void> {
  await stage.become('closed');
  await stage.alone(async () => {
    await stage.open('calling');
    await pause(killAfterMs(stage));
    await stage.kill();
    await stage.become('open');
    await stage.open('opened again');
  });
}

/** The page is loaded anew while nobody listens, and again when somebody does. */
async function offlineReload(stage: Stage): Promise<void> {
  await stage.become('closed');
  await stage.alone(() => stage.open('calling'));
  await pause(BEFORE_RELOAD_MS);
  await stage.reload();
  await pause(AFTER_RELOAD_MS);
  await stage.become('open');
  await stage.reload();
}

/** The page stays open while all that it sends is answered with 503, for a time. */
async function unavailable(stage: Stage): Promise<void> {
  await stage.become('unavailable');
  let over = Promise.resolve();
  await stage.alone(async () => {
    over = pause(UNAVAILABLE_MS);
    await stage.open('calling');
  });
  await over;
  await stage.become('open');
}

/** By name, in the order of the table. Each ends with a page that is open and nothing in its way; what arrives then is waited for. */
export const CASES: ReadonlyMap<string, Case> = new Map([
  ['kill', kill],
  ['offline-kill', offlineKill],
  ['offline-reload', offlineReload],
  ['503', unavailable],
]);
