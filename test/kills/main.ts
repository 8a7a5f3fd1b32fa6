/** `npm run kills`: the relay killed at every point of its work; says what became of what it had, and fails where a row is lost or doubled. */
import { writeFile } from 'node:fs/promises';
import { parseOptions, USAGE } from './options.ts';
import { runKills } from './runKills.ts';
import { summaryOf } from './summaryOf.ts';

// So that whatever was started hears of the end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(USAGE);
} else {
  const options = parseOptions(args);
  const run = await runKills(options, (line) => console.log(line));
  const summary = summaryOf(options, run);
  console.log(`\n${summary.text}`);
  if (options.jsonFile) await writeFile(options.jsonFile, `${JSON.stringify(summary.data, undefined, 2)}\n`);
  process.exitCode = summary.isFailed ? 1 : 0;
}
