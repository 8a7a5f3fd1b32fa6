import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const IMPORTS = `
import { createLogger } from ${JSON.stringify(join(ROOT, 'packages/sdk/src/node.ts'))};
import { alignment } from ${JSON.stringify(join(ROOT, 'packages/sdk/src/presets.ts'))};
const say = (said) => process.stdout.write(JSON.stringify(said) + '\\n');
`;

/** A program of Node that logs, as a process of its own. */
export interface Program {
  readonly pid: number;
  /** Resolves with the next thing that it says; rejects when it ends before. */
  said(): Promise<unknown>;
  kill(signal: NodeJS.Signals): void;
  /** How it ended, and how long it took, in milliseconds. */
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
    readonly tookMs: number;
  }>;
  readonly stderr: () => string;
}

/** @param text its module, which has `createLogger`, the table `alignment`, and `say` */
export function runProgram(text: string, env: Readonly<Record<string, string>> = {}): Program {
  const begunAt = performance.now();
  const child = spawn(process.execPath, ['--input-type=module', '-e', IMPORTS + text], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const lines: unknown[] = [];
  let rest = '';
  let wake = () => {};
  let hasEnded = false;
  child.stdout.on('data', (chunk) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) lines.push(JSON.parse(line));
    wake();
  });
  const ended = once(child, 'close').then(([code, signal]: unknown[]) => {
    hasEnded = true;
    wake();
    return {
      code: code as number | null,
      signal: signal as string | null,
      tookMs: performance.now() - begunAt,
    };
  });
  return {
    pid: child.pid ?? 0,
    async said() {
      while (lines.length === 0) {
        if (hasEnded) throw new Error(`it ended and said nothing more: ${stderr}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return lines.shift();
    },
    kill: (signal) => void child.kill(signal),
    ended,
    stderr: () => stderr,
  };
}
