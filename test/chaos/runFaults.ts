import { createBook } from './book.ts';
import { drain } from './drain.ts';
import { failuresOf } from './failuresOf.ts';
import { openField } from './field.ts';
import { createJudge } from './judge/judge.ts';
import type { FaultsOptions } from './options.ts';
import { kindsOf, planRound } from './planRound.ts';
import type { RoundResult } from './report.ts';
import { runRound } from './runRound.ts';
import { openScene } from './scene.ts';

export interface FaultsRun {
  readonly results: readonly RoundResult[];
  /** What belongs to no round. */
  readonly problems: readonly string[];
  readonly browser: string;
  readonly tookMs: number;
  readonly returnCount: number;
  /** How often the browser had deleted the database, and it was restored. */
  readonly restoreCount: number;
}

/** Runs the rounds, batch by batch, and judges each batch. Tells each line of news as it comes. */
export async function runFaults(options: FaultsOptions, tell: (line: string) => void): Promise<FaultsRun> {
  const startedAt = performance.now();
  const scene = await openScene(options.engine);
  const book = createBook();
  const results: RoundResult[] = [];
  const problems: string[] = [];
  const field = await openField(scene, book);
  const judge = createJudge(scene.stack.datasetDir, scene.speech, book);

  async function runBatch(rounds: readonly number[]): Promise<void> {
    const ends = new Map<number, { readonly kinds: readonly string[]; readonly problems: string[] }>();
    for (const round of rounds) {
      const plan = planRound(options.seed, round, options);
      const began = performance.now();
      const end = await runRound(field, book, plan);
      ends.set(round, { kinds: kindsOf(plan), problems: [...end.problems] });
      const tookS = ((performance.now() - began) / 1000).toFixed(1);
      tell(`round ${round}: ${kindsOf(plan).join(', ')}; ${plan.tabs.length} tabs, ${tookS} s`);
    }
    const began = performance.now();
    const drained = await drain(field, book, rounds);
    const judged = await judge.judge(rounds, drained);
    for (const line of scene.engine.takeTroubles()) tell(`the browser said: ${line}`);
    const batchProblems = [...drained.problems, ...judged.problems];
    problems.push(...batchProblems.map((problem) => `rounds ${rounds[0]} to ${rounds.at(-1)}: ${problem}`));
    for (const verdict of judged.verdicts) {
      const end = ends.get(verdict.round) ?? { kinds: [], problems: [] };
      const result = { ...verdict, ...end };
      results.push(result);
      for (const failure of failuresOf(result, options)) tell(failure);
    }
    for (const problem of batchProblems) tell(problem);
    tell(`  sent and read in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }

  try {
    const all = Array.from({ length: options.roundCount }, (_, i) => options.firstRound + i);
    for (let at = 0; at < all.length; at += options.batchRounds) {
      if (performance.now() - startedAt > options.minutes * 60_000) break;
      await runBatch(all.slice(at, at + options.batchRounds));
    }
  } catch (error) {
    problems.push(`the run ended early: ${(error as Error).stack}`);
    tell(problems.at(-1) as string);
    for (const line of scene.relayLog) tell(`relay: ${line}`);
  } finally {
    await field.close();
    await scene.close();
  }
  return {
    results,
    problems,
    browser: field.version(),
    tookMs: performance.now() - startedAt,
    returnCount: book.returnCount,
    restoreCount: book.restoreCount,
  };
}
