import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** An id that a folder is given once, at random: whose rows these are, it does not say. */
export async function folderUser(folder: string): Promise<string> {
  const path = join(folder, 'user-id');
  await mkdir(folder, { recursive: true });
  const made = randomBytes(6).toString('hex');
  await writeFile(path, made, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const known = (await readFile(path, 'utf8')).trim();
  if (!/^[0-9a-f]{12,64}$/.test(known)) throw new Error(`${path} holds no user id; delete it`);
  return known;
}
