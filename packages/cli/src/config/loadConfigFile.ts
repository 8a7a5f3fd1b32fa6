import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { usageError } from '../commandError.ts';
import type { ParqueueConfig } from './configValues.ts';

const NAMES = ['parqueue.config.ts', 'parqueue.config.js', 'parqueue.config.mjs', 'parqueue.config.json'];

/** A file of settings as it was read: nothing of it is checked yet. */
export interface ConfigFile {
  readonly path: string;
  /** As it is shown. */
  readonly name: string;
  readonly content: Readonly<Record<keyof ParqueueConfig, unknown>>;
}

/**
 * The file that is named, else the one in the folder; undefined where there is none.
 *
 * @throws {CommandError} when it is not there or cannot be read.
 */
export async function loadConfigFile(
  cwd: string,
  named: string | undefined,
): Promise<ConfigFile | undefined> {
  const path =
    named === undefined
      ? NAMES.map((name) => resolve(cwd, name)).find((candidate) => existsSync(candidate))
      : resolve(cwd, named);
  if (path === undefined) return undefined;
  if (!existsSync(path)) throw usageError(`--config: there is no file ${path}`);
  const name = basename(path);
  const content = await readContent(path).catch((error: unknown) => {
    throw usageError(`${name}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw usageError(`${name}: expected an object of settings as the default export`);
  return { path, name, content: content as ConfigFile['content'] };
}

async function readContent(path: string): Promise<unknown> {
  if (path.endsWith('.json')) return JSON.parse(await readFile(path, 'utf8'));
  const module = (await import(pathToFileURL(path).href)) as { default?: unknown };
  return module.default;
}
