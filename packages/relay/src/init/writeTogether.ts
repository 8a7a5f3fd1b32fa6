import { randomUUID } from 'node:crypto';
import { chmod, open, rename, rm } from 'node:fs/promises';

export interface NewText {
  readonly path: string;
  readonly text: string;
  /** Of the file, `0o600` for its owner alone. */
  readonly mode: number;
}

/** Writes files so that each is the old or the new one at any moment, and that none is new when one cannot be written. */
export async function writeTogether(files: readonly NewText[]): Promise<void> {
  const written = files.map((file) => ({ ...file, beside: `${file.path}.${randomUUID()}` }));
  try {
    for (const { beside, text, mode } of written) await writeWhole(beside, text, mode);
    for (const { beside, path } of written) await rename(beside, path);
  } finally {
    for (const { beside } of written) await rm(beside, { force: true });
  }
}

/** Made with its mode, so that nobody else can read it meanwhile. */
async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(path, mode);
}
