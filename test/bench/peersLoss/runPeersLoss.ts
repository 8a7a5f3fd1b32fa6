import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { markdownOf } from './markdownOf.ts';
import { type PeersLossOptions, parseOptions, USAGE } from './options.ts';
import { runTrial, type TrialPlan, type TrialResult } from './runTrial.ts';
import { openScene, type Scene } from './scene.ts';

/** `npm run bench -- peers-loss`: the same faults for several SDKs that log from a page. Figures, not gates: it fails only if a trial could not be run. */
export async function runPeersLoss(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const options = parseOptions(args);
  const plans = plansOf(options);
  const results: TrialResult[] = [];
  const failures: string[] = [];
  const scene = await openScene();
  try {
    const left = [...plans];
    await Promise.all(
      Array.from({ length: options.trialsAtOnce }, () => work(scene, left, results, failures)),
    );
  } finally {
    await scene.close();
  }
  console.log(`\n${summaryOf(options, results)}`);
  for (const failure of failures) console.log(`not measured: ${failure}`);
  if (options.jsonFile !== undefined)
    await writeFile(
      options.jsonFile,
      `${JSON.stringify({ seed: options.seed, results, failures }, null, 2)}\n`,
    );
  return failures.length > 0 ? 1 : 0;
}

/** Peer by peer within a round, so that none has the machine's better hour. */
const plansOf = ({ peers, caseNames, roundCount, seed, eventCount, paceMs }: PeersLossOptions): TrialPlan[] =>
  caseNames.flatMap((caseName) =>
    Array.from({ length: roundCount }, (_, i) => i + 1).flatMap((round) =>
      peers.map((peer) => ({ peer, caseName, round, seed, eventCount, paceMs })),
    ),
  );

async function work(
  scene: Scene,
  left: TrialPlan[],
  results: TrialResult[],
  failures: string[],
): Promise<void> {
  for (let plan = left.shift(); plan; plan = left.shift()) {
    const name = `${plan.peer.name} ${plan.caseName} ${plan.round}`;
    try {
      const result = await runTrial(scene, plan);
      results.push(result);
      const { called, lost, duplicated, lastArrivalMs } = result;
      const counts = `${called} called, ${lost} lost, ${duplicated} duplicated`;
      console.log(`${name}: ${counts}; the last came after ${(lastArrivalMs / 1000).toFixed(0)} s`);
    } catch (error) {
      failures.push(`${name}: ${(error as Error).message}`);
      console.log(`${name} could not be run: ${(error as Error).stack}`);
    }
  }
}

function summaryOf(options: PeersLossOptions, results: readonly TrialResult[]): string {
  const { peers, caseNames, roundCount, seed, eventCount, paceMs } = options;
  const browsers = [...new Set(results.map(({ browser }) => browser))].join(', ');
  const load = loadavg()[0]?.toFixed(1);
  return [
    `Called / lost / duplicated. ${roundCount} rounds of ${eventCount} events, one every ${paceMs} ms, seed ${seed}; Chromium ${browsers},`,
    `Node ${process.version}, ${process.platform} ${process.arch}, load average at the end ${load}.`,
    '',
    markdownOf(peers, caseNames, results),
  ].join('\n');
}
