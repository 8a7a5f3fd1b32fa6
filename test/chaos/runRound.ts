import type { Stats } from '@parqueue/sdk';
import { seeded } from '../support/seeded.ts';
import type { Book } from './book.ts';
import type { OpenField } from './field.ts';
import { accountProblems } from './judge/accountProblems.ts';
import type { Heal } from './nemesis/nemesis.ts';
import type { PlannedStrike, RoundPlan } from './planRound.ts';

/** A worker that hung is replaced within some ten seconds, and an outbox that was refused room tries again within as many. */
const FINISH_TIMEOUT_MS = 40_000;

export interface RoundEnd {
  /** What `stats()` of a tab that lived to the end does not add up to, and what else went wrong there. */
  readonly problems: readonly string[];
  /** Tabs that answered at the end. */
  readonly answeredCount: number;
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export async function runRound(field: OpenField, book: Book, plan: RoundPlan): Promise<RoundEnd> {
  const { round, tabs, strikes, tailMs } = plan;
  const successor = successorOf(plan);
  if (successor) field.expect(successor);
  await Promise.all(tabs.map(field.open));
  await Promise.all(strikes.map((strike) => strikeOnce(field, strike)));
  if (strikes.length === 0) await wait(1_000);
  await field.succeed();
  await wait(tailMs);
  const problems: string[] = [];
  const ends = await Promise.all(field.tabs().map((tab) => endTab(field, tab, problems)));
  const own = book.complaints.filter((complaint) => complaint.round === round);
  return {
    problems: [...problems, ...own.map(({ text }) => `the page complained: ${text}`)],
    answeredCount: ends.filter(Boolean).length,
  };
}

/** What the person opens when everything has gone: one tab of the same kind. */
const successorOf = ({ round, tabs: [first] }: RoundPlan): Parameters<OpenField['expect']>[0] | undefined =>
  first && { ...first, tab: `${round}.90`, seed: first.seed + 1 };

async function strikeOnce(
  field: OpenField,
  { nemesis, afterMs, lastMs, seed }: PlannedStrike,
): Promise<void> {
  await wait(afterMs);
  let heal: Heal;
  try {
    heal = await nemesis.strike(field, seeded(seed));
  } catch (error) {
    // Another fault of the round took what this one was to break.
    if (field.tabs().length > 0 && !isGone(error)) throw error;
    return;
  }
  await wait(lastMs);
  await heal().catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
}

const isGone = (error: unknown): boolean =>
  /closed|crashed|detached|took longer|Target|not attached/i.test(String(error));

async function endTab(
  field: OpenField,
  tab: ReturnType<OpenField['tabs']>[number],
  problems: string[],
): Promise<boolean> {
  const { browserTab, key } = tab;
  try {
    await browserTab.call('finish', [], FINISH_TIMEOUT_MS);
    const stats = await browserTab.call<Stats>('stats', [], FINISH_TIMEOUT_MS);
    problems.push(...accountProblems(stats).map((problem) => `tab ${key}: ${problem}`));
    return true;
  } catch (error) {
    // A page that shared the process of one that crashed is no more.
    if (!browserTab.hasCrashed()) problems.push(`tab ${key} did not answer at the end: ${error}`);
    return false;
  } finally {
    field.lose(tab);
    await browserTab.close().catch(() => undefined);
  }
}
