import { readFile } from 'node:fs/promises';
import type { RelayProcess } from '../relayRun/openRelayRun.ts';

/** What the processes of a relay took. */
export interface RelayUsage {
  /** Resident before anything was asked of them, all together. */
  readonly idleBytes: number;
  /** The most that was resident at once, all together. */
  readonly peakBytes: number;
  /** The most of the process with Worker and objects. */
  readonly workerPeakBytes: number;
  /** Processor time since then, of those that have ended, too. */
  readonly processorMs: number;
  /** Of Worker and objects alone. */
  readonly workerMs: number;
}

const EVERY_MS = 250;
const KIBIBYTE = 1024;
/** Linux counts processor time so on every machine that Node runs on (`getconf CLK_TCK`). */
const MS_PER_TICK = 10;

/** Watches the processes of a relay, which may be others after a while, until it is told to stop. */
export async function watchUsage(
  processes: () => readonly RelayProcess[],
): Promise<{ stop(): Promise<RelayUsage> }> {
  const spent = new Map<number, { readonly isWorker: boolean; fromMs: number; toMs: number }>();
  let workerPeakBytes = 0;
  const look = async (fromMs?: number): Promise<number> => {
    let residentBytes = 0;
    for (const { pid, isWorker } of processes()) {
      const usage = await readUsage(pid);
      residentBytes += usage.residentBytes;
      if (isWorker) workerPeakBytes = Math.max(workerPeakBytes, usage.residentBytes);
      const known = spent.get(pid) ?? { isWorker, fromMs: fromMs ?? usage.processorMs, toMs: 0 };
      spent.set(pid, { ...known, toMs: Math.max(known.toMs, usage.processorMs) });
    }
    return residentBytes;
  };
  const idleBytes = await look();
  let peakBytes = idleBytes;
  let isStopped = false;
  const looking = (async () => {
    while (!isStopped) {
      peakBytes = Math.max(peakBytes, await look(0));
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  })();
  return {
    async stop() {
      isStopped = true;
      await looking;
      await look(0);
      const sumOf = (which: (isWorker: boolean) => boolean): number =>
        [...spent.values()].reduce((sum, one) => sum + (which(one.isWorker) ? one.toMs - one.fromMs : 0), 0);
      return {
        idleBytes,
        peakBytes,
        workerPeakBytes,
        processorMs: sumOf(() => true),
        workerMs: sumOf((isWorker) => isWorker),
      };
    },
  };
}

/** What a process takes; nothing of one that is no more. */
export async function readUsage(pid: number): Promise<{ residentBytes: number; processorMs: number }> {
  const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  const [status, stat] = await Promise.all([read('status'), read('stat')]);
  const residentKib = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  // Fields 14 and 15, counted from behind the name in brackets, which may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  return { residentBytes: residentKib * KIBIBYTE, processorMs: ticks * MS_PER_TICK };
}
