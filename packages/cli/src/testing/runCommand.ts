import type { ExitCode } from '../exitCodes.ts';
import type { Platform, TextSink } from '../platform.ts';
import { runParqueue } from '../runParqueue.ts';

export interface CommandRun {
  readonly exitCode: ExitCode;
  /** Data. */
  readonly stdout: string;
  /** Talk. */
  readonly stderr: string;
}

export interface RunCommandOptions extends Partial<Omit<Platform, 'args' | 'stdout' | 'stderr'>> {
  /** Where relative paths start, and `.parqueue` lies. */
  readonly cwd: string;
  /** As a terminal of 100 columns would see it; default: piped. */
  readonly isTerminal?: boolean;
}

/** Runs the whole program with captured streams: `await runCommand(['events', '--json'], { cwd })`. */
export async function runCommand(args: readonly string[], options: RunCommandOptions): Promise<CommandRun> {
  const { isTerminal = false, ...given } = options;
  const said = { stdout: '', stderr: '' };
  const sinkOf = (name: 'stdout' | 'stderr'): TextSink => ({
    write(text) {
      said[name] += text;
    },
    isTerminal,
    widthChars: isTerminal ? 100 : undefined,
  });
  const exitCode = await runParqueue({
    env: {},
    readStdin: async () => '',
    now: Date.now,
    localTz: 'UTC',
    fetch,
    random: Math.random,
    signal: new AbortController().signal,
    ...given,
    args,
    stdout: sinkOf('stdout'),
    stderr: sinkOf('stderr'),
  });
  return { exitCode, ...said };
}
