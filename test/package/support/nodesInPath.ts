import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The programs `node` of this machine that the package is for, by their versions: the one that runs the tests, and those in the PATH. */
export function nodesInPath(): ReadonlyMap<string, string> {
  const inPath = (process.env['PATH'] ?? '').split(delimiter).map((dir) => join(dir, 'node'));
  const nodes = new Map<string, string>();
  for (const path of [process.execPath, ...inPath]) {
    if (!existsSync(path)) continue;
    const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim();
    const [major = 0, minor = 0] = version.replace('v', '').split('.').map(Number);
    if ((major > 20 || (major === 20 && minor >= 19)) && !nodes.has(version)) nodes.set(version, path);
  }
  return nodes;
}
