import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The one dataset that `npm start` or `parqueue demo` keeps below `.parqueue`; undefined where there is none or more than one. */
export async function findDataset(cwd: string): Promise<string | undefined> {
  const hub = join(cwd, '.parqueue/hub');
  const found: string[] = [];
  for (const namespace of await foldersIn(hub))
    for (const name of await foldersIn(join(hub, namespace)))
      if (existsSync(join(hub, namespace, name, 'README.md'))) found.push(join(hub, namespace, name));
  return found.length === 1 ? found[0] : undefined;
}

async function foldersIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
}
