import { MATRIX } from './matrix.ts';
import type { ConsumerResult } from './runConsumer.ts';
import { runMatrix } from './runMatrix.ts';

const USAGE = `npm run consumers -- [name…]

Packs the SDK, installs it into apps as others write them, and has each record and log in Chromium.
Names: ${MATRIX.map(({ name }) => name).join(' ')}`;

const names = process.argv.slice(2);
const unknown = names.filter((name) => !MATRIX.some((consumer) => consumer.name === name));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(' ')}\n\n${USAGE}`);
  process.exit(1);
}

// What was started and installed goes with the process.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'])
  process.once(signal, () => process.exit(1));

const results = await runMatrix({
  consumers: MATRIX.filter(({ name }) => names.length === 0 || names.includes(name)),
  install: 'npm',
  onResult: printResult,
});
const failed = results.filter(({ problems }) => problems.length > 0);
console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
process.exit(failed.length > 0 ? 1 : 0);

function printResult({ name, tools, openBytes, useBytes, problems }: ConsumerResult): void {
  const sizes = openBytes
    ? `${kilobytes(openBytes)} at first, ${kilobytes(useBytes)} with the first use`
    : '';
  const verdict = problems.length === 0 ? 'ok  ' : 'FAIL';
  console.log([verdict, name.padEnd(18), sizes.padEnd(44), tools.join(', ')].join('  ').trimEnd());
  for (const problem of problems) console.log(`      ${problem.replaceAll('\n', '\n      ')}`);
}

/** As they came over the wire. */
function kilobytes(bytes = 0): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
