import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AppManifest, SDK, toolsOf } from './appManifest.ts';
import { runCommand } from './command.ts';

const APPS = join(import.meta.dirname, 'apps');

export interface Preparation {
  readonly dir: string;
  readonly layers: readonly string[];
  /** What stands in the sources, and what is to stand there instead. */
  readonly replaced: Readonly<Record<string, string>>;
  readonly tarball: string;
  /** `npm`: installs everything that the app asks for. `borrowed`: the package alone; the tools are those of this project. */
  readonly install: 'npm' | 'borrowed';
}

export interface PreparedApp {
  readonly dir: string;
  /** What it is built with, with versions: `vite 8.3.8`. */
  readonly tools: readonly string[];
}

/** Copies an app, installs the packed package in it, and builds it where it has a script for that. */
export async function prepareApp(given: Preparation): Promise<PreparedApp> {
  const { dir, layers, replaced, tarball, install } = given;
  await mkdir(dir, { recursive: true });
  for (const layer of layers) await cp(join(APPS, layer), dir, { recursive: true });
  await replaceInFiles(dir, replaced);
  const manifest = await readManifest(dir);
  if (manifest === undefined) return { dir, tools: [] };
  await installPackage(dir, manifest, { tarball, install });
  if (manifest.scripts?.['build'])
    await runCommand({ dir, words: ['npm', 'run', 'build'], borrowsTools: install === 'borrowed' });
  return { dir, tools: toolsOf(manifest).map(({ name, version }) => `${name} ${version}`) };
}

async function readManifest(dir: string): Promise<AppManifest | undefined> {
  const files = await readdir(dir);
  return files.includes('package.json')
    ? (JSON.parse(await readFile(join(dir, 'package.json'), 'utf8')) as AppManifest)
    : undefined;
}

async function replaceInFiles(dir: string, replaced: Readonly<Record<string, string>>): Promise<void> {
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = await readFile(path, 'utf8');
    const changed = Object.entries(replaced).reduce((all, [from, to]) => all.replaceAll(from, to), text);
    if (changed !== text) await writeFile(path, changed);
  }
}

async function installPackage(
  dir: string,
  manifest: AppManifest,
  { tarball, install }: Pick<Preparation, 'tarball' | 'install'>,
): Promise<void> {
  if (install === 'borrowed') {
    const place = join(dir, 'node_modules/@parqueue/sdk');
    await mkdir(place, { recursive: true });
    await runCommand({ dir, words: ['tar', '-xzf', tarball, '--strip-components=1', '-C', place] });
    return;
  }
  const dependencies = { ...manifest.dependencies, [SDK]: `file:${tarball}` };
  await writeFile(join(dir, 'package.json'), JSON.stringify({ ...manifest, dependencies }, null, 2));
  await runCommand({ dir, words: ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline'] });
}
