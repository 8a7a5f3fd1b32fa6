import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../consumers/command.ts';
import type { Peer } from './peer.ts';

/** Outside of the project's own packages, and kept for the next run. */
const CACHE_DIR = join(import.meta.dirname, '../../../.cache/peers');

/** Installs the packages of the peers, without their install scripts, unless they are there. Gives the folder that has them. */
export async function installPeers(peers: readonly Peer[]): Promise<string> {
  const wanted = Object.fromEntries(
    peers.flatMap(({ npm }) => (npm === undefined ? [] : [[npm.package, npm.version]])),
  );
  if (await areInstalled(wanted)) return CACHE_DIR;
  await mkdir(CACHE_DIR, { recursive: true });
  await writeFile(
    join(CACHE_DIR, 'package.json'),
    JSON.stringify({ private: true, dependencies: wanted }, null, 2),
  );
  const words = [
    'npm',
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
  ] as const;
  await runCommand({ dir: CACHE_DIR, words });
  return CACHE_DIR;
}

async function areInstalled(wanted: Readonly<Record<string, string>>): Promise<boolean> {
  const found = await Promise.all(
    Object.entries(wanted).map(async ([name, version]) => (await installedVersion(name)) === version),
  );
  return found.every(Boolean);
}

async function installedVersion(name: string): Promise<string | undefined> {
  const text = await readFile(join(CACHE_DIR, 'node_modules', name, 'package.json'), 'utf8').catch(
    () => '{}',
  );
  return (JSON.parse(text) as { readonly version?: string }).version;
}
