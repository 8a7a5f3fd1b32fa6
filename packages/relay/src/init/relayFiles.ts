import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { editDevVars, readDevVars } from './devVars.ts';
import { editRelayToml, type TomlChanges } from './relayToml.ts';
import { type NewText, writeTogether } from './writeTogether.ts';

/** The two files of a relay: what it is told openly, and its secrets. */
export interface RelayFiles {
  readonly toml: NewText;
  /** Without text where there is none yet. */
  readonly devVars: Omit<NewText, 'text'> & { readonly text: string | undefined };
}

export interface RelayContents {
  readonly changes: TomlChanges;
  readonly secrets: Readonly<Record<string, string>>;
}

const OWNER_ONLY = 0o600;

/** @throws {Error} where there is no wrangler.toml. */
export async function readRelayFiles(dir: string): Promise<RelayFiles> {
  const toml = await readWhole(join(dir, 'wrangler.toml'));
  const devVars = await readWhole(join(dir, '.dev.vars'));
  if (toml.text === undefined)
    throw new Error(`${toml.path} is not there; say with --dir where the relay's wrangler.toml is`);
  return { toml: { ...toml, text: toml.text }, devVars };
}

/** Writes what is not so already, both files or none, and returns a line for each that it wrote. */
export async function keepRelayFiles(
  files: RelayFiles,
  { changes, secrets }: RelayContents,
): Promise<readonly string[]> {
  const toml = { ...files.toml, text: editRelayToml(files.toml.text, changes) };
  const devVars = { ...files.devVars, text: editDevVars(files.devVars.text, secrets), mode: OWNER_ONLY };
  const had = readDevVars(files.devVars.text ?? '');
  const added = Object.keys(secrets).filter((name) => had[name] !== secrets[name]);
  const news = [
    { file: toml, isNew: toml.text !== files.toml.text, line: `${toml.path} is written` },
    {
      file: devVars,
      isNew: devVars.text !== files.devVars.text || devVars.mode !== files.devVars.mode,
      line: `${devVars.path} is written, for you alone to read${added.length > 0 ? `, with ${added.join(', ')}` : ''}`,
    },
  ].filter(({ isNew }) => isNew);
  await writeTogether(news.map(({ file }) => file));
  return news.map(({ line }) => line);
}

async function readWhole(path: string): Promise<RelayFiles['devVars']> {
  try {
    return { path, text: await readFile(path, 'utf8'), mode: (await stat(path)).mode & 0o777 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { path, text: undefined, mode: OWNER_ONLY };
    throw error;
  }
}
