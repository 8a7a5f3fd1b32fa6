import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoData } from '../demo/demoData.ts';
import { type DemoOptions, makeDemo } from '../demo/makeDemo.ts';
import { writeDemo } from '../demo/writeDemo.ts';
import { type CommandRun, type RunCommandOptions, runCommand } from './runCommand.ts';

/** When the demo of tests ends, and what `--now` is. */
export const DEMO_NOW = '2026-03-01T12:00:00Z';

export interface OpenDemo {
  /** A folder of its own, where `.parqueue` lies. */
  readonly cwd: string;
  /** The dataset's folder, which every command finds. */
  readonly dir: string;
  /** What was written, as plain objects: numbers can be worked out of it without SQL. */
  readonly data: DemoData;
  /** Runs a command at {@link DEMO_NOW}: `run('events', '--json')`. */
  run(...args: string[]): Promise<CommandRun>;
  /** The same, and its JSON. */
  json<T>(...args: string[]): Promise<T>;
  /** With other settings of the process. */
  runWith(options: Partial<RunCommandOptions>, ...args: string[]): Promise<CommandRun>;
  close(): Promise<void>;
}

/** A small demo in a folder of its own: three days by default. */
export async function openDemo(options: Partial<DemoOptions> = {}): Promise<OpenDemo> {
  const cwd = await mkdtemp(join(tmpdir(), 'parqueue-demo-'));
  const dir = join(cwd, '.parqueue/hub/local/demo');
  const data = makeDemo({ seed: 1, days: 3, scale: 1, endMs: Date.parse(DEMO_NOW), ...options });
  await writeDemo(dir, data);
  const runWith: OpenDemo['runWith'] = (given, ...args) =>
    runCommand([...args, '--now', DEMO_NOW], { cwd, ...given });
  return {
    cwd,
    dir,
    data,
    run: (...args) => runWith({}, ...args),
    runWith,
    async json(...args) {
      const { stdout, stderr } = await runWith({}, ...args, '--json');
      if (stdout === '') throw new Error(stderr);
      return JSON.parse(stdout);
    },
    close: () => rm(cwd, { recursive: true, force: true }),
  };
}
