import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const OWN_TOOLS = join(ROOT, 'node_modules/.bin');

/** A command in an app's folder, in the environment of somebody who knows nothing of this project. */
export interface Command {
  readonly dir: string;
  readonly words: readonly [string, ...string[]];
  /** Whether the tools of this project stand in for those that the app did not install. */
  readonly borrowsTools?: boolean;
}

/** Runs it to its end. What it said is told when it fails. */
export async function runCommand(command: Command): Promise<void> {
  const { child, said } = startCommand(command);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command.words.join(' ')} ended with ${code}:\n${said()}`);
}

/** What runs now. It has process groups of its own, so that a server's workers end with it; a Ctrl-C reaches none of them. */
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach(endGroup));

/** Asks a command, and all that it started, to end. */
export function endGroup({ pid, exitCode }: ChildProcess): void {
  if (exitCode === null && pid !== undefined) process.kill(-pid, 'SIGTERM');
}

/** Starts it, with a process group of its own. */
export function startCommand({ dir, words, borrowsTools = false }: Command): {
  readonly child: ChildProcess;
  readonly said: () => string;
} {
  const [program, ...args] = words;
  const child = spawn(program, args, {
    cwd: dir,
    env: foreignEnvironment(borrowsTools),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
  return { child, said: () => text };
}

/** What npm, the test runner and this project put into it would change what the tools of the app do. */
function foreignEnvironment(borrowsTools: boolean): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^(npm_|NODE_|VITE|INIT_CWD$|DEV$|PROD$|MODE$|TEST$)/i.test(key),
  );
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((dir) => dir !== OWN_TOOLS);
  return {
    ...Object.fromEntries(kept),
    PATH: [...(borrowsTools ? [OWN_TOOLS] : []), ...path].join(delimiter),
    NEXT_TELEMETRY_DISABLED: '1',
    CI: '1',
  };
}
