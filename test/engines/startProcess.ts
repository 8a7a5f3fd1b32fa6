import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface StartedProcess {
  readonly child: ChildProcess;
  /** Ends it, and waits until it has ended. */
  stop(): Promise<void>;
}

/** Starts a program that ends with this process, however that ends. */
export function startProcess(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): StartedProcess {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', command, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'close').catch(() => {});
  return {
    child,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
