import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { seeded } from '../../support/seeded.ts';
import { CASES } from './cases.ts';
import { openCollector } from './intake/openCollector.ts';
import { openRelayIntake } from './intake/openRelayIntake.ts';
import { openBrowserStage, pageUrl } from './openBrowserStage.ts';
import type { Peer } from './peer.ts';
import type { Scene } from './scene.ts';
import { settle } from './settle.ts';
import { type Tally, tallyOf } from './tally.ts';

export interface TrialPlan {
  readonly peer: Peer;
  readonly caseName: string;
  readonly round: number;
  readonly seed: number;
  readonly eventCount: number;
  readonly paceMs: number;
}

export interface TrialResult extends Tally {
  readonly peer: string;
  readonly caseName: string;
  readonly round: number;
  /** From when nothing was in the way any more to the last event. */
  readonly lastArrivalMs: number;
  readonly browser: string;
}

/** One peer through one case, with a browser profile and a place of arrival of its own. */
export async function runTrial(scene: Scene, plan: TrialPlan): Promise<TrialResult> {
  const { peer, caseName, round, seed, eventCount, paceMs } = plan;
  const trial = `${peer.name}-${caseName}-${round}`;
  const play = CASES.get(caseName);
  if (play === undefined) throw new Error(`no case ${caseName}`);
  const intake =
    peer.intake.kind === 'collector'
      ? await openCollector(peer.intake.labelsIn)
      : await openRelayIntake(scene.stack, trial);
  const profileDir = join(scene.dir, 'profiles', trial);
  const order = { peer: peer.name, trial, url: intake.url, paceMs };
  const browser = await openBrowserStage(profileDir, (count) =>
    pageUrl(scene.origin, { ...order, count: count === 'all' ? eventCount : 0 }),
  );
  const tally = async () => {
    const arrivals = await intake.arrivals();
    return { ...tallyOf(trial, eventCount, arrivals), arrivedCount: countOf(arrivals) };
  };
  try {
    await play({ ...browser, alone: scene.alone, become: intake.become, random: seeded(seed + round) });
    const { lastArrivalMs } = await settle(async () => {
      const { lost, arrivedCount } = await tally();
      return { arrivedCount, isComplete: lost === 0 };
    });
    const { called, lost, duplicated } = await tally();
    const version = browser.version();
    return { peer: peer.name, caseName, round, called, lost, duplicated, lastArrivalMs, browser: version };
  } finally {
    await browser.kill();
    await intake.close();
    await rm(profileDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Of those called by number: the pages go on calling others as long as they are open. */
const countOf = (arrivals: readonly string[]): number =>
  arrivals.filter((label) => /\.\d+$/.test(label)).length;
