import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usageError } from '../commandError.ts';
import { Halt, Permanent, TryLater } from './processErrors.ts';
import { type Outcome, outcomeOf, type Processor } from './processor.ts';

/** sysexits.h: the input was wrong in some way. */
const EX_DATAERR = 65;
/** The shell found no such program. */
const NOT_FOUND = 127;

export interface CmdProcessorOptions {
  /** For `sh`, with `{file}` or `{files}`. */
  readonly command: string;
  readonly params: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * A command of the shell. `{file}` becomes the path of a FLAC file, `{files}` those of all pieces; what it prints is the result, as JSON or
 * as text. Exit 65 says that the sound is no good; any other but 0 is an error.
 */
export function createCmdProcessor({ command, params, cwd, env }: CmdProcessorOptions): Processor {
  const takesMany = command.includes('{files}');
  if (!takesMany && !command.includes('{file}'))
    throw usageError(
      `--cmd: expected {file} or {files} where the recording's path belongs, got "${command}"`,
    );
  return {
    takesMany,
    needsRow: false,
    params,
    async call({ items }, { signal, log }) {
      const dir = await mkdtemp(join(tmpdir(), 'parqueue-'));
      try {
        const paths: string[] = [];
        for (const [i, { bytes }] of items.entries()) {
          // A name from the dataset says nothing that a path should.
          const path = join(dir, `${i + 1}.flac`);
          await writeFile(path, bytes);
          paths.push(path);
        }
        const quoted = paths.map((path) => `'${path.replaceAll("'", "'\\''")}'`);
        const line = command
          .replaceAll('{files}', () => quoted.join(' '))
          .replaceAll('{file}', () => quoted[0] ?? '');
        const { code, stdout, stderr } = await runShell(line, { cwd, env, signal });
        if (stderr.trim() !== '') log(stderr.trim().slice(-2_000));
        return outcome(code, stdout, stderr);
      } finally {
        await rm(dir, { recursive: true, force: true });
      }
    },
  };
}

function outcome(code: number | null, stdout: string, stderr: string): Outcome {
  const said = stderr.trim().slice(-500);
  if (code === NOT_FOUND) throw new Halt(`--cmd: ${said}`);
  if (code === EX_DATAERR) throw new Permanent(said || `exit code ${EX_DATAERR}`);
  if (code !== 0) throw new TryLater('CommandFailed', `exit code ${code}${said === '' ? '' : `: ${said}`}`);
  try {
    const data: unknown = JSON.parse(stdout);
    if (typeof data === 'object' && data !== null) return outcomeOf(data);
  } catch {
    // Text.
  }
  return outcomeOf({ text: stdout.trim() });
}

interface ShellOptions extends Pick<CmdProcessorOptions, 'cwd' | 'env'> {
  readonly signal: AbortSignal;
}

function runShell(line: string, { cwd, env, signal }: ShellOptions) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    // A group of its own: Ctrl-C is for the run, which lets what it began come to its end; and all of it can be ended.
    const child = spawn('sh', ['-c', line], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
      });
    const end = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
      reject(signal.reason);
    };
    signal.addEventListener('abort', end, { once: true });
    child.on('error', reject);
    child.on('close', (code) => {
      signal.removeEventListener('abort', end);
      resolve({ code, ...said });
    });
  });
}
