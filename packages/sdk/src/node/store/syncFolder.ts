import { open } from 'node:fs/promises';

/** Resolves when the disk has what was made, renamed or deleted in a folder. Windows knows no such thing, and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
