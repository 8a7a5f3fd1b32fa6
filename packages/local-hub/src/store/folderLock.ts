import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The folders that this process holds: its own id in a file may also be left from a former process. */
const held = new Set<string>();

/** Takes a folder for this process alone, since two writers would overwrite each other's commits. */
export async function lockFolder(dir: string): Promise<() => Promise<void>> {
  await mkdir(dir, { recursive: true });
  const path = join(resolve(dir), '.lock');
  if (!(await tryLock(path))) {
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    if (isAlive(owner, path)) {
      throw new Error(
        `${dir} is in use by another hub (process ${owner}); close it or choose another folder`,
      );
    }
    await rm(path, { force: true });
    if (!(await tryLock(path))) throw new Error(`${dir} was taken by another hub just now`);
  }
  held.add(path);
  return async () => {
    held.delete(path);
    await rm(path, { force: true });
  };
}

async function tryLock(path: string): Promise<boolean> {
  return writeFile(path, String(process.pid), { flag: 'wx' }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
}

function isAlive(owner: number, path: string): boolean {
  if (owner === process.pid) return held.has(path);
  if (!Number.isSafeInteger(owner) || owner <= 0) return false;
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
