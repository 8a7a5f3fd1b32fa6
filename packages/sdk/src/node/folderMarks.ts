import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { createUuid7 } from '@parqueue/schema/uuid7';
import type { LeftMark, OpenMarks } from '../recorders/openMarks.ts';
import { isAlive, isOnThisMachine, ownMark, parseMark } from './processMark.ts';

/** The lives of this process that go on, by their files. */
const living = new Set<string>();

const ENDING = '.marks';
/** A file of this size is written anew, with what is open. */
const REWRITE_CHARACTERS = 64 * 1024;

/**
 * What was begun and not ended, in a folder, over the death of the process that began it: each process has a file there, to which a line is added for
 * each mark that is put or removed. That is with the operating system when `put` returns. A life is over when its process is; processes of other machines
 * are left alone.
 *
 * Marks of one folder are one family: give recorders of different datasets different folders. Where the folder cannot be written to, no mark is kept.
 *
 * @param folder made where there is none.
 * @example
 * ```ts
 * import { folderMarks } from '@parqueue/sdk/node';
 *
 * const marks = folderMarks('/var/lib/recitations/marks');
 * for (const { id } of await marks.takeLeft()) console.warn(`${id} was cut off`);
 * ```
 */
export const folderMarks = (folder: string): OpenMarks => beginMarks(resolve(folder)).marks;

/** The same, with its end, as a process ends that is killed. */
export function beginMarks(folder: string): { readonly marks: OpenMarks; end(): void } {
  const newId = createUuid7(Date.now, (bytes) => void crypto.getRandomValues(bytes));
  const open = new Map<string, string>();
  let path: string | undefined;
  let file: number | undefined;
  let writtenCharacters = 0;

  /** All that is open, under a name that appears when it is all there. */
  function begin(): void {
    mkdirSync(folder, { recursive: true });
    const mine = path ?? join(folder, `${newId()}${ENDING}`);
    const lines = [JSON.stringify(ownMark()), ...Array.from(open, (mark) => JSON.stringify(mark))];
    const text = `${lines.join('\n')}\n`;
    writeFileSync(`${mine}.new`, text);
    living.add(mine);
    renameSync(`${mine}.new`, mine);
    if (file !== undefined) closeSync(file);
    file = openSync(mine, 'a');
    path = mine;
    writtenCharacters = text.length;
  }

  function note(line: string): void {
    attempt(() => {
      if (file === undefined || writtenCharacters > REWRITE_CHARACTERS) return begin();
      writeSync(file, `${line}\n`);
      writtenCharacters += line.length;
    });
  }

  return {
    marks: {
      put(id, value) {
        open.set(id, value);
        note(JSON.stringify([id, value]));
      },
      remove(id) {
        if (open.delete(id)) note(JSON.stringify([id]));
      },
      takeLeft: async () => namesIn(folder).flatMap((name) => takeLife(join(folder, name))),
    },
    end() {
      if (path !== undefined) living.delete(path);
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(ENDING));
  } catch {
    return [];
  }
}

/** The marks of one life, if it is over and nobody else was faster. */
function takeLife(path: string): readonly LeftMark[] {
  const taken = `${path}.${process.pid}`;
  try {
    if (isGoingOn(path)) return [];
    renameSync(path, taken);
    const text = readFileSync(taken, 'utf8');
    rmSync(taken, { force: true });
    return openIn(text);
  } catch {
    return [];
  }
}

function isGoingOn(path: string): boolean {
  if (living.has(path)) return true;
  const [head = ''] = readFileSync(path, 'utf8').split('\n', 1);
  const owner = parseMark(head);
  if (owner === undefined) return false;
  return !isOnThisMachine(owner) || (owner.pid !== process.pid && isAlive(owner));
}

/** A last line that was cut off is no mark. */
function openIn(text: string): LeftMark[] {
  const open = new Map<string, string>();
  for (const line of text.split('\n').slice(1, -1)) {
    const [id, value] = JSON.parse(line) as [id: string, value?: string];
    if (value === undefined) open.delete(id);
    else open.set(id, value);
  }
  return Array.from(open, ([id, value]) => ({ id, value }));
}

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // No mark, then.
  }
}
