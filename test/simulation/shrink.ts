import type { SeedResult } from './runSeed.ts';
import { runSeeds } from './runSeeds.ts';

export interface Shrunk {
  readonly result: SeedResult;
  /** Troubles that it fails without. */
  readonly without: readonly string[];
}

/** Takes away one trouble after another, as long as the seed breaks the same rule. */
export async function shrink(file: string, failed: SeedResult, given: readonly string[]): Promise<Shrunk> {
  const rule = ruleOf(failed);
  let best: Shrunk = { result: failed, without: given };
  for (const trouble of failed.troubles) {
    const without = [...best.without, trouble];
    const fewer = await runOne(file, failed.seed, without);
    if (fewer !== undefined && ruleOf(fewer) === rule) best = { result: fewer, without };
  }
  return best;
}

const ruleOf = ({ violations }: SeedResult): string | undefined => violations[0]?.split(' ')[0];

async function runOne(
  file: string,
  seed: number,
  without: readonly string[],
): Promise<SeedResult | undefined> {
  let found: SeedResult | undefined;
  await runSeeds({
    file,
    seeds: [seed],
    threadCount: 1,
    without,
    onResult(result) {
      found = result;
      return true;
    },
  });
  return found;
}
