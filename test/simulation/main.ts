/**
 * `npm run simulate -- [--seeds 2000] [--first 1] [--threads 2] [--json FILE] [--trace] [--without TROUBLE…]`
 *
 * Runs the SDK itself, all of it but what touches the platform, and a strict model of the relay, in simulated time under a scheduler that one seed
 * decides: entry, core, outbox, exit writes, comlink, worker, engine, journal, sealing, upload and receipts of up to five tabs over one
 * database. Whatever they wait for (a request or a commit of the database, an answer, a lock, a timer, a message, a hash) comes as a
 * task; one task runs at a time, to the end of its microtasks, and which one is next is drawn. So a page or a worker can die, or freeze,
 * between any two awaits.
 *
 * - `runOptions.ts` draws what a run is made of: its troubles, tabs, intervals.
 * - `workload.ts` is what pages do, `nemesis.ts` what happens to them, `network.ts` what happens on the way; each a list to add to.
 * - `model.ts` is what was said and promised, apart from the SDK; `relayModel.ts` and `disk.ts` what there is.
 * - `checks/` hold it against each other: at each commit R1, R4, R5 and SD5, at the end R2, R3, SD4, SD7, and that everything came to rest within
 *   two simulated hours after the last fault.
 * - `bundle.ts` puts `platform/` in the place of four files that touch the platform, and makes mutants (`npm run simulate:mutants`).
 *
 * The same seed gives the same run, to the last task: each result carries a hash of all of them. A seed that fails prints the fewest
 * troubles that it fails with, the end of its trace, and the command that repeats it.
 *
 * Left out: recordings, which have their own tests and the fault runs in real browsers; pages without IndexedDB; broken writers.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { bundleSimulation } from './bundle.ts';
import { describeFailure } from './describeFailure.ts';
import type { SeedResult } from './runSeed.ts';
import { runSeeds } from './runSeeds.ts';
import { shrink } from './shrink.ts';
import { summarize } from './summarize.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    first: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    json: { type: 'string' },
    trace: { type: 'boolean', default: false },
    without: { type: 'string', multiple: true, default: [] },
  },
});

/** So many failures are looked into; the rest are named. */
const SHOWN_FAILURES = 5;

const began = performance.now();
const bundle = await bundleSimulation();
try {
  const results = await runAll(wholeNumber('first'), wholeNumber('seeds'));
  const failed = results.filter(({ violations }) => violations.length > 0);
  for (const [i, result] of failed.entries()) {
    if (i >= SHOWN_FAILURES) console.log(`seed ${result.seed} fails: ${result.violations[0]}`);
    else console.log(describeFailure(await shrink(bundle.file, result, values.without), values.without));
  }
  const summary = summarize(results, (performance.now() - began) / 1_000);
  console.log(
    Object.entries(summary)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
  );
  if (values.json !== undefined) {
    const failures = failed.map(({ trace: _, ...result }) => result);
    await writeFile(values.json, `${JSON.stringify({ ...summary, failures }, null, 2)}\n`);
  }
  process.exitCode = failed.length > 0 ? 1 : 0;
} finally {
  await bundle.remove();
}

async function runAll(first: number, count: number): Promise<SeedResult[]> {
  const results: SeedResult[] = [];
  await runSeeds({
    file: bundle.file,
    seeds: Array.from({ length: count }, (_, i) => first + i),
    threadCount: wholeNumber('threads'),
    isTraced: values.trace,
    without: values.without,
    onResult(result) {
      results.push(result);
      if (values.trace) console.log(result.trace.join('\n'));
      return true;
    },
  });
  return results.sort((a, b) => a.seed - b.seed);
}

function wholeNumber(name: 'seeds' | 'first' | 'threads'): number {
  const given = Number(values[name]);
  if (Number.isInteger(given) && given > 0) return given;
  console.error(`--${name} is ${values[name]}; expected a whole number above 0`);
  process.exit(2);
}
