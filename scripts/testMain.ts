import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countTests, formatCounts } from './testing/countTests.ts';
import { provideTools } from './testing/provideTools.ts';

const ROOT = dirname(import.meta.dirname);
const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

provideTools();
process.exitCode = await runTests(process.argv.slice(2));
// The channel to the process that started this one would keep both alive.
if (process.connected) process.disconnect();

/** Runs vitest with these arguments (`--project node`, a part of a file name, `-t` and a title), then says how many tests did what. */
async function runTests(args: readonly string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'parqueue-test-'));
  const reportFile = join(folder, 'report.json');
  try {
    const code = await runVitest([
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportFile}`,
      ...args,
    ]);
    await tell(reportFile, code);
    return code;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function runVitest(args: readonly string[]): Promise<number> {
  const vitest = spawn(process.execPath, [VITEST, ...args], { cwd: ROOT, stdio: 'inherit' });
  for (const signal of SIGNALS) process.on(signal, () => vitest.kill(signal));
  process.on('disconnect', () => vitest.kill('SIGTERM'));
  const [code] = (await once(vitest, 'close')) as [number | null];
  return code ?? 1;
}

/** Nothing is told when vitest made no report: it was asked for its help, or was interrupted. */
async function tell(reportFile: string, code: number): Promise<void> {
  const report = await readFile(reportFile, 'utf8').catch(() => undefined);
  if (report === undefined) return;
  const counts = countTests(JSON.parse(report));
  if (code !== 0 && counts.failed === 0) {
    console.log(`vitest ended with ${code} although no test failed: the reason stands above.`);
  }
  console.log(formatCounts(counts));
}
