/** `npm run faults`: the whole stack with real browsers under faults; says what was lost, and fails where anything was. */
import { writeFile } from 'node:fs/promises';
import { provideTools } from '../../scripts/testing/provideTools.ts';
import { parseOptions, USAGE } from './options.ts';
import { runFaults } from './runFaults.ts';
import { summaryOf } from './summaryOf.ts';

// So that whatever was started hears of the end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(USAGE);
} else {
  const options = parseOptions(args);
  provideTools();
  const run = await runFaults(options, (line) => console.log(line));
  const summary = summaryOf(options, run);
  console.log(`\n${summary.text}`);
  if (options.jsonFile) await writeFile(options.jsonFile, `${JSON.stringify(summary.data, undefined, 2)}\n`);
  process.exitCode = summary.isFailed ? 1 : 0;
}
