import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../commandError.ts';

/** Raised when the shape of a cache changes: one of another format is made anew. */
export const CACHE_FORMAT = 1;

/** Which generation readers take. */
export interface CachePointer {
  readonly format: number;
  /** The file, in the folder. */
  readonly generation: string;
  /** Of the dataset, as the source calls it. */
  readonly revision: string;
  /** Epoch milliseconds. */
  readonly syncedAt: number;
}

const POINTER = 'current.json';

/** The generation in force; undefined where there is none of this format. */
export async function readPointer(dir: string): Promise<CachePointer | undefined> {
  const text = await readFile(join(dir, POINTER), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const pointer = JSON.parse(text) as CachePointer;
    return pointer.format === CACHE_FORMAT && existsSync(join(dir, pointer.generation)) ? pointer : undefined;
  } catch {
    return undefined;
  }
}

/** Makes a generation the one that readers take. Those that have another one open keep it: it goes when nobody holds it. */
export async function publish(dir: string, pointer: CachePointer): Promise<void> {
  const temporary = join(dir, `${POINTER}.${process.pid}`);
  await writeFile(temporary, `${JSON.stringify(pointer)}\n`);
  await rename(temporary, join(dir, POINTER));
  for (const name of await readdir(dir))
    if (name.startsWith('cache-') && !name.startsWith(pointer.generation))
      await rm(join(dir, name), { force: true }).catch(() => undefined);
}

/** One process at a time writes a generation. */
export async function lockCache(dir: string): Promise<() => Promise<void>> {
  await mkdir(dir, { recursive: true });
  const path = join(dir, 'sync.lock');
  for (let attempt = 0; attempt < 2; attempt++) {
    const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return undefined;
      throw error;
    });
    if (file !== undefined) {
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    }
    if (isAlive(Number(await readFile(path, 'utf8').catch(() => '')))) break;
    await rm(path, { force: true });
  }
  throw new CommandError(`${dir}: another sync is running; wait for its end`);
}

function isAlive(pid: number): boolean {
  // Between the making of the file and the writing of its number, somebody is there.
  if (pid === 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
