import { readFile } from 'node:fs/promises';

/** What the processes of a relay took. */
export interface RelayUsage {
  /** Resident before anything was asked of them, all together. */
  readonly idleBytes: number;
  /** The most that was resident at once. */
  readonly peakBytes: number;
  /** Processor time since then, of those that have ended, too. */
  readonly processorMs: number;
}

const EVERY_MS = 250;
const KIBIBYTE = 1024;
/** Linux counts processor time so on every machine that Node runs on (`getconf CLK_TCK`). */
const MS_PER_TICK = 10;

/** Watches the processes of a relay, which may be others after a while, until it is told to stop. */
export async function watchUsage(pids: () => readonly number[]): Promise<{ stop(): Promise<RelayUsage> }> {
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  const look = async (): Promise<number> => {
    const all = await Promise.all(pids().map(async (pid) => ({ pid, ...(await readUsage(pid)) })));
    for (const { pid, processorMs } of all) last.set(pid, Math.max(processorMs, last.get(pid) ?? 0));
    return all.reduce((sum, { residentBytes }) => sum + residentBytes, 0);
  };
  const idleBytes = await look();
  for (const [pid, processorMs] of last) first.set(pid, processorMs);
  let peakBytes = idleBytes;
  let isStopped = false;
  const looking = (async () => {
    while (!isStopped) {
      peakBytes = Math.max(peakBytes, await look());
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  })();
  return {
    async stop() {
      isStopped = true;
      await looking;
      await look();
      const spent = [...last].map(([pid, processorMs]) => processorMs - (first.get(pid) ?? 0));
      return { idleBytes, peakBytes, processorMs: spent.reduce((sum, ms) => sum + ms, 0) };
    },
  };
}

/** Nothing of a process that is no more. */
async function readUsage(pid: number): Promise<{ residentBytes: number; processorMs: number }> {
  const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  const [status, stat] = await Promise.all([read('status'), read('stat')]);
  const residentKib = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  // Fields 14 and 15, counted from behind the name in brackets, which may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  return { residentBytes: residentKib * KIBIBYTE, processorMs: ticks * MS_PER_TICK };
}
