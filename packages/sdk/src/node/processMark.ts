import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Says which process is meant: ids come again, a process with this id and this start on this machine does not. */
export interface ProcessMark {
  readonly pid: number;
  /** In the words of the system; empty where it does not tell, as outside Linux. */
  readonly startedAt: string;
  readonly host: string;
}

export const ownMark = (): ProcessMark => ({
  pid: process.pid,
  startedAt: startOf(process.pid),
  host: hostname(),
});

export const isOnThisMachine = ({ host }: ProcessMark): boolean => host === hostname();

/** Of a process on this machine. */
export function isAlive({ pid, startedAt }: ProcessMark): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startOf(pid) === startedAt;
}

export function parseMark(text: string): ProcessMark | undefined {
  try {
    const { pid, startedAt, host }: Partial<Record<string, unknown>> = JSON.parse(text);
    const isMark = Number.isSafeInteger(pid) && typeof startedAt === 'string' && typeof host === 'string';
    return isMark ? { pid: pid as number, startedAt, host } : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing for a process that is dead and that its parent has not looked at yet. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields 3 and 22. The second one is the name in brackets, which may hold blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  } catch {
    return '';
  }
}
