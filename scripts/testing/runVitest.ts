import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const VITEST = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The part of vitest's JSON report that is read. */
export interface TestReport {
  readonly testResults: readonly {
    /** The path of the file. */
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
  }[];
}

/** Runs vitest once. There is no report when it was asked for its help, or was interrupted. */
export async function runVitest(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ code: number; report: TestReport | undefined }> {
  const folder = await mkdtemp(join(tmpdir(), 'parqueue-test-'));
  const file = join(folder, 'report.json');
  try {
    const code = await run(
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...args],
      env,
    );
    const text = await readFile(file, 'utf8').catch(() => undefined);
    return { code, report: text === undefined ? undefined : JSON.parse(text) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const vitest = spawn(process.execPath, [VITEST, ...args], { cwd: ROOT, stdio: 'inherit', env });
  const kill = (signal: NodeJS.Signals) => vitest.kill(signal);
  for (const signal of SIGNALS) process.on(signal, kill);
  process.once('disconnect', () => vitest.kill('SIGTERM'));
  const [code] = (await once(vitest, 'close')) as [number | null];
  for (const signal of SIGNALS) process.off(signal, kill);
  return code ?? 1;
}
