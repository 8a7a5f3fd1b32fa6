import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { endGroup, startCommand } from './command.ts';

export interface ServerCommand {
  readonly dir: string;
  readonly port: number;
  readonly script: string;
  /** `PORT` in them is the port. */
  readonly args: readonly string[];
}

export interface RunningServer {
  /** All that the server said, when there is an error in it. */
  complaints(): readonly string[];
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 100;

/** Starts an app's own server by a script of its package.json, and waits until it answers. */
export async function startServer({ dir, port, script, args }: ServerCommand): Promise<RunningServer> {
  const given = args.map((arg) => arg.replace('PORT', String(port)));
  const { child, said } = startCommand({ dir, words: ['npm', 'run', script, '--', ...given] });
  const ended = once(child, 'close');
  const stop = async () => {
    endGroup(child);
    await ended;
  };
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await isAnswering(port))) {
    if (child.exitCode === null && Date.now() < deadline) await new Promise((go) => setTimeout(go, POLL_MS));
    else {
      await stop();
      throw new Error(`npm run ${script} does not answer:\n${said()}`);
    }
  }
  const complaints = () => (/\berror\b|⨯/i.test(said()) ? [stripVTControlCharacters(said())] : []);
  return { stop, complaints };
}

async function isAnswering(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/`)).ok;
  } catch {
    return false;
  }
}
