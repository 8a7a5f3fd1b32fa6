import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { ParqueueError } from '../../api/errors.ts';

/** The right to write into a folder, which one process has at a time. */
export interface FolderLock {
  /** Lets go of it, unless somebody else has it by now. */
  release(): void;
  /** Whether it is still ours: another machine may have found this process too long silent. */
  isHeld(): boolean;
}

/** What the lock file holds. */
interface Holder {
  readonly pid: number;
  /** In the words of the system: ids of processes come again, one with this id and this start does not. Empty where it does not tell. */
  readonly startedAt: string;
  readonly host: string;
}

/** So often the holder shows that it lives, to machines that cannot look for its process. */
const SHOW_MS = 10_000;
/** A holder on another machine that was silent for so long is dead, or as good as that. */
const SILENT_MS = 60_000;
const READ_TRIES = 20;

/** The folders that this process holds: its own id in a file may also be left of a former one. */
const held = new Set<string>();

/**
 * Takes a folder for this process; from one that was killed it is taken over.
 *
 * @throws {ParqueueError} `storage_failed`, naming the process that has it.
 */
export function lockFolder(folder: string): FolderLock {
  const path = join(resolve(folder), 'lock');
  const mine = JSON.stringify(ownMark());
  while (!tryWrite(path, mine)) {
    const found = readLock(path);
    if (found === undefined) continue;
    const holder = parseHolder(found.text);
    if (held.has(path) || (holder && isAlive(holder, found.shownAt))) throw inUse(folder, holder);
    takeAway(path, found.text);
  }
  held.add(path);
  let isLost = false;
  const showing = setInterval(() => {
    isLost ||= readLock(path)?.text !== mine;
    if (!isLost) show(path);
  }, SHOW_MS);
  showing.unref();
  const release = () => {
    clearInterval(showing);
    process.off('exit', release);
    if (held.delete(path) && readLock(path)?.text === mine) rmSync(path, { force: true });
  };
  process.on('exit', release);
  return { isHeld: () => held.has(path) && !isLost, release };
}

function inUse(folder: string, holder: Holder | undefined): ParqueueError {
  const who = holder?.pid === process.pid ? 'another logger of this process' : `process ${holder?.pid}`;
  const where = holder && holder.host !== hostname() ? ` on ${holder.host}` : '';
  return new ParqueueError(
    'storage_failed',
    `the folder ${folder} is in use by ${who}${where}; close that one, or give this one a folder of its own (option folder)`,
  );
}

function tryWrite(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** One that has no text yet is being written, and given time for that. */
function readLock(path: string): { readonly text: string; readonly shownAt: number } | undefined {
  try {
    let text = readFileSync(path, 'utf8');
    for (let tries = 0; text === '' && tries < READ_TRIES; tries++) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
      text = readFileSync(path, 'utf8');
    }
    return { text, shownAt: statSync(path).mtimeMs };
  } catch {
    return undefined;
  }
}

/** A process that took it meanwhile gets it back. */
function takeAway(path: string, text: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const taken = readFileSync(aside, 'utf8');
  if (taken !== text) tryWrite(path, taken);
  rmSync(aside, { force: true });
}

function show(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // The folder is gone; the next write says so.
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, startedAt, host }: Partial<Record<string, unknown>> = JSON.parse(text);
    const isHolder = Number.isSafeInteger(pid) && typeof startedAt === 'string' && typeof host === 'string';
    return isHolder ? { pid: pid as number, startedAt, host } : undefined;
  } catch {
    return undefined;
  }
}

const ownMark = (): Holder => ({ pid: process.pid, startedAt: startOf(process.pid), host: hostname() });

function isAlive({ pid, startedAt, host }: Holder, shownAt: number): boolean {
  if (host !== hostname()) return Date.now() - shownAt < SILENT_MS;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startOf(pid) === startedAt;
}

/** When a process began, as Linux tells it; empty elsewhere, and of a process that is dead and not yet looked at. */
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
