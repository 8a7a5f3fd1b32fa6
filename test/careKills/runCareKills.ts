import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { countRows, type RowCounts } from './countRows.ts';
import { createRandom } from './createRandom.ts';

const PROGRAM = join(import.meta.dirname, '../../packages/cli/src/main.ts');
const NOW = ['--now', '2026-03-01T12:00:00Z'];

export interface CareKills {
  readonly kills: number;
  /** How many hit the run between its first change of the dataset and its last. */
  readonly inTheMiddle: number;
  /** Runs that ended before the kill came. */
  readonly tooLate: number;
  readonly problems: readonly string[];
}

export interface CareKillsOptions {
  readonly kills: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/**
 * Kills `parqueue compact --apply` at moments that a seed decides. At once after each kill every row must be there; once a run came to its
 * end, every row once. One in three kills meets the run that ends what the killed one before left.
 */
export async function runCareKills({ kills, seed, say }: CareKillsOptions): Promise<CareKills> {
  const random = createRandom(seed);
  const cwd = await mkdtemp(join(tmpdir(), 'parqueue-care-kills-'));
  const problems: string[] = [];
  let inTheMiddle = 0;
  let tooLate = 0;
  try {
    const original = join(cwd, 'original');
    await runWhole(cwd, ['demo', '--days', '6', '--local', original]);
    const rows = await countRows(original);
    const dataset = join(cwd, 'dataset');
    const compact = ['compact', '--apply', '--local', dataset];
    const refill = async (): Promise<void> => {
      await rm(dataset, { recursive: true, force: true });
      await cp(original, dataset, { recursive: true });
    };
    await refill();
    const startedAt = performance.now();
    await runWhole(cwd, compact);
    const tookMs = performance.now() - startedAt;
    await refill();
    for (let kill = 1; kill <= kills; kill++) {
      const afterMs = momentOf(random(), tookMs);
      const wasKilled = await runKilled(cwd, compact, afterMs);
      const isMiddle = await hasJournal(dataset);
      if (!wasKilled) tooLate++;
      if (isMiddle) inTheMiddle++;
      const found = problemsOf(rows, await countRows(dataset), isMiddle ? 'lost' : 'both');
      const isResumed = kill < kills && random() < 1 / 3;
      if (!isResumed) {
        await runWhole(cwd, compact);
        found.push(...problemsOf(rows, await countRows(dataset), 'both'));
        await refill();
      }
      problems.push(
        ...found.map((problem) => `kill ${kill} (seed ${seed}, after ${Math.round(afterMs)} ms): ${problem}`),
      );
      say(
        `kill ${kill} after ${Math.round(afterMs)} ms${isMiddle ? ', in the middle of the change' : ''}: ${found.length === 0 ? 'nothing lost or doubled' : found.join('; ')}`,
      );
    }
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
  return { kills, inTheMiddle, tooLate, problems };
}

/** Half of them in the last third, where files change. */
const momentOf = (random: number, tookMs: number): number =>
  random < 0.5 ? random * 2 * tookMs : tookMs * (0.67 + (random - 0.5) * 0.76);

async function runWhole(cwd: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, ...args, ...NOW], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`parqueue ${args.join(' ')} ended with ${code}: ${said}`);
}

/** @returns whether it was still running. */
async function runKilled(cwd: string, args: readonly string[], afterMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [PROGRAM, ...args, ...NOW], { cwd, stdio: 'ignore' });
  const ended = once(child, 'exit');
  await Promise.race([sleep(afterMs), ended]);
  child.kill('SIGKILL');
  const [, signal] = await ended;
  return signal === 'SIGKILL';
}

const hasJournal = async (dataset: string): Promise<boolean> =>
  (await readdir(join(dataset, '.parqueue-care')).catch((): string[] => [])).includes('journal.json');

/** Rows that are not there, and, where all is to be done, those that are there more often than they were. */
function problemsOf(before: RowCounts, after: RowCounts, what: 'lost' | 'both'): string[] {
  let lost = 0;
  let doubled = 0;
  for (const [row, count] of before) if ((after.get(row) ?? 0) < count) lost++;
  for (const [row, count] of after) if (count > (before.get(row) ?? 0)) doubled++;
  return [
    ...(lost > 0 ? [`${lost} rows lost`] : []),
    ...(what === 'both' && doubled > 0 ? [`${doubled} rows doubled`] : []),
  ];
}
