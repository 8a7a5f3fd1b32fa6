/**
 * `npm run simulate:mutants -- [--seeds 3000] [--only TEXT]`
 *
 * Makes each defect of `mutants.ts` in a copy of the sources and runs seeds until one finds it. Fails when the text of a defect is not in the
 * sources any more, or when a defect is not found.
 */
import { parseArgs } from 'node:util';
import { bundleSimulation } from '../bundle.ts';
import type { SeedResult } from '../runSeed.ts';
import { runSeeds } from '../runSeeds.ts';
import { MUTANTS, type Mutant } from './mutants.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3000' },
    only: { type: 'string', default: '' },
  },
});
const survivors: string[] = [];
const chosen = MUTANTS.filter(({ name }) => name.includes(values.only));
for (const mutant of chosen) {
  const began = performance.now();
  const found = await findBy(mutant, Number(values.seeds));
  const tookS = ((performance.now() - began) / 1_000).toFixed(1);
  if (found === undefined) survivors.push(mutant.name);
  const said = found === undefined ? 'SURVIVES' : `seed ${found.seed}: ${found.violations[0]?.slice(0, 120)}`;
  console.log(`${mutant.name}\n    ${said} (${tookS} s)`);
}
console.log(`${survivors.length} of ${chosen.length} defects are not found`);
process.exitCode = survivors.length > 0 ? 1 : 0;

/** The first failure that comes; which of two threads has it first does not matter. */
async function findBy({ patches }: Mutant, seedCount: number): Promise<SeedResult | undefined> {
  const bundle = await bundleSimulation(patches);
  let found: SeedResult | undefined;
  try {
    await runSeeds({
      file: bundle.file,
      seeds: Array.from({ length: seedCount }, (_, i) => i + 1),
      threadCount: 2,
      onResult(result) {
        if (result.violations.length > 0) found ??= result;
        return found === undefined;
      },
    });
  } finally {
    await bundle.remove();
  }
  return found;
}
