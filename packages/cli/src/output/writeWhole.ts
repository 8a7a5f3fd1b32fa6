import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a file that is there whole or not at all: written beside its place, then moved there. */
export async function writeWhole(
  path: string,
  write: string | ((partPath: string) => Promise<void>),
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.${randomUUID()}.part`;
  try {
    if (typeof write === 'string') await writeFile(part, write);
    else await write(part);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
