import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { RunningRelay, StartRelayOptions } from '@parqueue/relay/dev';
import { findFreePort } from '../../../scripts/stack/freePort.ts';
import { eventually } from './relayScene.ts';

/** How a program ended, and all that it printed. */
export interface Ended {
  readonly code: number | null;
  readonly printed: string;
}

export interface ServedRelay extends RunningRelay {
  /** Of the program around workerd that runs now. */
  pid(): number;
  workerdPid(): Promise<number>;
  ended(): Promise<Ended>;
  /** Kills the program, and starts another on its folder; variables that are not given are as at the first start. */
  restart(changes?: Partial<Pick<StartRelayOptions, 'vars'>>): Promise<void>;
}

/**
 * Runs what `relay:build` made, by the command that the Dockerfile runs.
 *
 * @param distDir where it is
 */
export async function servedRelay(
  distDir: string,
  { vars, persistTo = '', onLog }: StartRelayOptions,
): Promise<ServedRelay> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const environment = { ...(await dockerEnvironment()), PORT: String(port), DATA_DIR: persistTo, ...vars };
  const start = async (others = {}): Promise<Program> => {
    const program = await runProgram(distDir, { ...environment, ...others }, onLog);
    await untilServing(program, url, persistTo);
    return program;
  };
  let running = await start();
  return {
    url,
    pid: () => running.child.pid ?? 0,
    workerdPid: async () => (await holderOf(persistTo))?.children[0]?.pid ?? 0,
    ended: () => running.ended,
    async close() {
      running.child.kill('SIGTERM');
      await running.ended;
    },
    async restart({ vars: others } = {}) {
      running.child.kill('SIGKILL');
      await running.ended;
      running = await start(others);
    },
  };
}

/** The arguments that the Dockerfile gives to Node there. */
export async function dockerCommand(instruction: 'CMD' | 'HEALTHCHECK'): Promise<string[]> {
  const [program, ...args]: string[] = JSON.parse(
    /CMD (\[.*\])$/.exec(await dockerLine(instruction))?.[1] ?? '[]',
  );
  if (program !== 'node') throw new Error(`the Dockerfile runs ${program}, not node`);
  return args;
}

/** The variables that the container has if it is given none. */
export async function dockerEnvironment(): Promise<Readonly<Record<string, string>>> {
  const [, ...settings] = (await dockerLine('ENV')).split(' ');
  return Object.fromEntries(settings.map((setting) => setting.split('=')));
}

async function dockerLine(instruction: string): Promise<string> {
  const dockerfile = await readFile(new URL('../../../Dockerfile', import.meta.url), 'utf8');
  return dockerfile.split('\n').find((line) => line.startsWith(`${instruction} `)) ?? '';
}

interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

async function runProgram(
  distDir: string,
  environment: Readonly<Record<string, string>>,
  onLog: StartRelayOptions['onLog'],
): Promise<Program> {
  const child = spawn(process.execPath, await dockerCommand('CMD'), {
    cwd: distDir,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      printed.push(line);
      onLog?.(line);
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code, printed: printed.join('\n') }));
  return { child, ended };
}

/** Until this program has the folder, and its relay answers: one that a killed program left may answer before. */
async function untilServing({ child, ended }: Program, url: string, dataDir: string): Promise<void> {
  const isServing = async (): Promise<boolean> => {
    if ((await holderOf(dataDir))?.owner.pid !== child.pid) return false;
    return fetch(`${url}/v1/health`).then(
      () => true,
      () => false,
    );
  };
  const early = ended.then(({ printed }) =>
    Promise.reject(new Error(`it ended before it served: ${printed}`)),
  );
  await Promise.race([eventually(isServing), early]);
}

interface Holder {
  readonly owner: { readonly pid: number };
  readonly children: readonly { readonly pid: number }[];
}

/** Who has a folder, and what it started. */
const holderOf = (dataDir: string): Promise<Holder | undefined> =>
  readFile(`${dataDir}/running.json`, 'utf8')
    .then(JSON.parse)
    .catch(() => undefined);
