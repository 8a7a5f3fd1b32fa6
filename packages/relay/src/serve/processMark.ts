import { readdir, readFile } from 'node:fs/promises';

/** Says which process is meant: ids come again, a process with this id and this start does not. */
export interface ProcessMark {
  readonly pid: number;
  /** In the words of the system; empty where it does not tell, as outside Linux. */
  readonly startedAt: string;
}

export async function markProcess(pid: number): Promise<ProcessMark> {
  return { pid, startedAt: (await readStat(pid)).startedAt };
}

export async function isAlive({ pid, startedAt }: ProcessMark): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = await readStat(pid);
  return now.startedAt === startedAt && (now.state !== ZOMBIE || now.threadCount > 1);
}

/**
 * Dead, but its parent has not looked yet; in a container without an init that may last for ever. While it has other threads, these still
 * end, and hold its port and files.
 */
const ZOMBIE = 'Z';

interface Stat {
  readonly state: string;
  readonly startedAt: string;
  readonly threadCount: number;
}

async function readStat(pid: number): Promise<Stat> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // Fields 3, 20 and 22. The second one is the name in brackets, which may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', threadCount: Number(fields[17] ?? 0), startedAt: fields[19] ?? '' };
}

/** What this process started and what still runs; nothing where the system does not tell, as outside Linux. */
export async function markChildren(): Promise<ProcessMark[]> {
  const threads = await readdir('/proc/self/task').catch(() => []);
  const lists = threads.map((thread) =>
    readFile(`/proc/self/task/${thread}/children`, 'utf8').catch(() => ''),
  );
  const pids = (await Promise.all(lists)).flatMap((list) => list.split(' ').filter((pid) => pid !== ''));
  return Promise.all(pids.map((pid) => markProcess(Number(pid))));
}

export function parseMark(value: unknown): ProcessMark | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { pid, startedAt } = value as Partial<Record<string, unknown>>;
  const isMark = typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0;
  return isMark && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
}
