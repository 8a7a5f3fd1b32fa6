/** `npm run load`: many browsers and one relay, in time that passes faster; says what it took, and fails where a row is lost or doubled. */
import { writeFile } from 'node:fs/promises';
import { figuresOf, type LoadFigures } from './figuresOf.ts';
import { parseOptions, USAGE } from './options.ts';
import { paceOf } from './pace.ts';
import { runLoad } from './runLoad.ts';
import { summaryOf } from './summaryOf.ts';

// So that whatever was started hears of the end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(USAGE);
} else {
  const options = parseOptions(args);
  const { browserCounts, speed, shardsPerS } = options;
  // All at the pace of the most, so that more browsers are more load.
  const pace = paceOf({ browserCount: Math.max(...browserCounts), speed, shardsPerS });
  const figures: LoadFigures[] = [];
  for (const browserCount of browserCounts) {
    console.log(`${browserCount} browsers`);
    const run = await runLoad(options, { browserCount, pace }, (line) => console.log(line));
    figures.push(figuresOf(run, speed));
  }
  const summary = summaryOf(options, figures);
  console.log(`\n${summary.text}`);
  if (options.jsonFile) await writeFile(options.jsonFile, `${JSON.stringify(summary.data, undefined, 2)}\n`);
  process.exitCode = summary.isFailed ? 1 : 0;
}
