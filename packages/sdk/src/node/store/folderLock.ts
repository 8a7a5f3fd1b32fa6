import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ParqueueError } from '../../api/errors.ts';
import { isAlive, isOnThisMachine, ownMark, type ProcessMark, parseMark } from '../processMark.ts';

/** The right to write into a folder, which one process has at a time. */
export interface FolderLock {
  /** Lets go of it, unless somebody else has it by now. */
  release(): void;
  /** Whether it is still ours: another machine may have found this process too long silent. */
  isHeld(): boolean;
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
    const holder = parseMark(found.text);
    if (held.has(path) || (holder && isLiving(holder, found.shownAt))) throw inUse(folder, holder);
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

function inUse(folder: string, holder: ProcessMark | undefined): ParqueueError {
  const who = holder?.pid === process.pid ? 'another logger of this process' : `process ${holder?.pid}`;
  const where = holder && !isOnThisMachine(holder) ? ` on ${holder.host}` : '';
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

/** Of a process on another machine, only whether it shows that it lives is known. */
const isLiving = (holder: ProcessMark, shownAt: number): boolean =>
  isOnThisMachine(holder) ? isAlive(holder) : Date.now() - shownAt < SILENT_MS;
