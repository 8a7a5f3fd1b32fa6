/** `npm run engines`: the tests of the project `browser` in the engines that Debian has beside Chromium. docs/ENGINES.md says what came of it. */
import { parseArgs } from 'node:util';
import { runVitest } from '../../scripts/testing/runVitest.ts';
import { type EngineName, engineNames } from './differences.ts';
import { provideEngines } from './provideEngines.ts';
import { startSilence } from './startSilence.ts';
import { tellRun } from './tellRun.ts';

/** What CI runs: storage, encoders, and the whole way from pages to rows in a dataset. */
const SHORT = [
  'packages/sdk/src/base/carryErrors',
  'packages/sdk/src/store/idbStore',
  'packages/sdk/src/engine/writeThroughput',
  'packages/sdk/src/parquet',
  'packages/sdk/src/audio/flacEncoder',
  'packages/sdk/src/page/encodeInput',
  'test/offline/offline',
  'test/offline/revisions',
];

const { values, positionals } = parseArgs({
  options: { engine: { type: 'string' }, short: { type: 'boolean' }, help: { type: 'boolean' } },
  allowPositionals: true,
});

const wanted = engineNames.filter((name) => (values.engine ?? name) === name);
if (values.help || wanted.length === 0) {
  console.log(`npm run engines [-- [--engine ${engineNames.join('|')}] [--short] [part of a file's path…]]`);
  process.exitCode = values.help ? 0 : 1;
} else {
  const engines = provideEngines(wanted);
  if (engines.length > 0) process.exitCode = await runIn(engines);
}
// The channel to the process that started this one would keep both alive.
if (process.connected) process.disconnect();

/** One engine after another; says of each what passed, failed and was skipped, and why. */
async function runIn(engines: readonly { name: EngineName; version: string }[]): Promise<number> {
  const silence = await startSilence();
  const summaries: string[] = [];
  const files = values.short ? [...SHORT, ...positionals] : positionals;
  let exitCode = 0;
  for (const { name, version } of engines) {
    const args = ['--config', 'test/engines/vite.config.ts', '--project', name, ...files];
    const { code, report } = await runVitest(args, { ...process.env, ...silence.env });
    const told = tellRun(name, report, files.length === 0);
    summaries.push(`${name} ${version}: ${told.summary}`);
    if (code !== 0 || !told.isRight) exitCode = 1;
  }
  await silence.stop();
  for (const summary of summaries) console.log(summary);
  return exitCode;
}
