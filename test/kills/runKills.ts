import { openRelayRun } from '../relayRun/openRelayRun.ts';
import { type FoundShard, readShards } from '../relayRun/readShards.ts';
import { startShardMaker } from '../relayRun/shardMaker.ts';
import type { KillsOptions } from './options.ts';
import { planRound } from './planRound.ts';
import { type RoundResult, runRound } from './runRound.ts';

export interface KillsRun {
  readonly results: readonly RoundResult[];
  readonly found: readonly FoundShard[];
  readonly tookMs: number;
}

/** Short, so that a round is; and files of more than some kilobytes go in parts, as large ones do. */
const HUB = { quotas: 'off', multipartOverBytes: 100_000, partSizeBytes: 65_536 } as const;
const VARS = { COMMIT_INTERVAL: '300ms', COMMITS_PER_HOUR: '1000000' };

/** Runs the rounds, one after another on one storage, and reads what is in the dataset. */
export async function runKills(
  { seed, firstRound, roundCount, spoolCount }: Omit<KillsOptions, 'jsonFile'>,
  tell: (line: string) => void,
): Promise<KillsRun> {
  const startedAt = performance.now();
  const run = await openRelayRun({ hub: HUB, vars: { ...VARS, SPOOLS: String(spoolCount) } });
  const maker = startShardMaker();
  const results: RoundResult[] = [];
  try {
    for (let round = firstRound; round < firstRound + roundCount; round++) {
      const began = performance.now();
      const result = await runRound(run, maker, planRound(seed, round));
      results.push(result);
      tell(`round ${round}: ${result.point}, ${((performance.now() - began) / 1000).toFixed(1)} s`);
      for (const problem of result.problems) tell(`  ✗ ${problem}`);
      if (result.problems.length > 0) for (const line of run.relayLog.slice(-10)) tell(`  relay: ${line}`);
    }
    return { results, found: await readShards(run.datasetDir), tookMs: performance.now() - startedAt };
  } finally {
    await maker.close();
    await run.close();
  }
}
