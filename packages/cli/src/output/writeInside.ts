import { randomUUID } from 'node:crypto';
import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../commandError.ts';

/** Where a file goes: parts of a path below the target, each a plain name. */
export type InnerPath = readonly [name: string, ...names: string[]];

/**
 * Writes a file below a folder, and nowhere else: a part that is no plain name is refused, and so is a link on the way. A file that is
 * there gives way to the new one at once; where it is a link, the link does, not what it leads to.
 *
 * @returns where it lies.
 * @throws {CommandError} naming the part.
 */
export async function writeInside(
  target: string,
  path: InnerPath,
  content: string | Uint8Array,
): Promise<string> {
  for (const part of path)
    if (part === '' || part === '.' || part === '..' || /[/\\\0]/.test(part))
      throw new CommandError(`${JSON.stringify(part)} is no name for a file below ${target}`);
  await mkdir(target, { recursive: true });
  let folder = target;
  for (const part of path.slice(0, -1)) {
    folder = join(folder, part);
    const found = await lstat(folder).catch(() => undefined);
    if (found === undefined) await mkdir(folder);
    else if (!found.isDirectory())
      throw new CommandError(`${folder}: is in the way (a file or a link); move it, or give another folder`);
  }
  const final = join(folder, path.at(-1) as string);
  const temporary = join(folder, `.${randomUUID()}.part`);
  try {
    await writeFile(temporary, content, { flag: 'wx' });
    await rename(temporary, final);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new CommandError(`${final}: could not be written: ${(error as Error).message}`);
  }
  return final;
}
