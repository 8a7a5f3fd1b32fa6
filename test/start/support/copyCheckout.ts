import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../../..');

/** Makes a folder as a clone of this checkout would be after `npm ci`: its files as they are now, with the installed packages linked. */
export async function copyCheckout(target: string): Promise<void> {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-coz', '--exclude-standard'], {
    cwd: ROOT,
  });
  const files = stdout.split('\0').filter((file) => file !== '' && existsSync(join(ROOT, file)));
  await Promise.all(files.map((file) => cp(join(ROOT, file), join(target, file))));
  await linkPackages(target);
}

/** Our own packages are those of the copy, so each is linked by itself. */
async function linkPackages(target: string): Promise<void> {
  const [from, to] = [join(ROOT, 'node_modules'), join(target, 'node_modules')];
  await mkdir(join(to, '@parqueue'), { recursive: true });
  const others = (await readdir(from)).filter((name) => name !== '@parqueue');
  await Promise.all(others.map((name) => symlink(join(from, name), join(to, name))));
  const own = await readdir(join(target, 'packages'));
  // As npm links workspaces: the folder may be moved.
  await Promise.all(own.map((name) => symlink(join('../../packages', name), join(to, '@parqueue', name))));
}
