/** `npm run engines`: the tests of the project `browser` in the engines that Debian has beside Chromium. docs/ENGINES.md says what came of it. */
import { parseArgs } from 'node:util';
import { runVitest } from '../../scripts/testing/runVitest.ts';
import { type EngineName, engineNames } from './differences.ts';
import { provideEngines } from './provideEngines.ts';
import { startSilence } from './startSilence.ts';
import { tellRun } from './tellRun.ts';

const { values, positionals } = parseArgs({
  options: { engine: { type: 'string' }, help: { type: 'boolean' } },
  allowPositionals: true,
});

const wanted = engineNames.filter((name) => (values.engine ?? name) === name);
if (values.help || wanted.length === 0) {
  console.log(`npm run engines [-- --engine ${engineNames.join('|')}] [part of a file's path…]`);
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
  let exitCode = 0;
  for (const { name, version } of engines) {
    const args = ['--config', 'test/engines/vite.config.ts', '--project', name, ...positionals];
    const { code, report } = await runVitest(args, { ...process.env, ...silence.env });
    const told = tellRun(name, report, positionals.length === 0);
    summaries.push(`${name} ${version}: ${told.summary}`);
    if (code !== 0 || !told.isRight) exitCode = 1;
  }
  await silence.stop();
  for (const summary of summaries) console.log(summary);
  return exitCode;
}
