import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { editDevVars, readDevVars } from './devVars.ts';
import { editRelayToml, type TomlChanges } from './relayToml.ts';
import type { NewText } from './writeTogether.ts';

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

/** What has to be written, without what is so already; a line says it. @throws {Error} where that cannot be. */
export function planRelayFiles(
  files: RelayFiles,
  { changes, secrets }: RelayContents,
): readonly (NewText & { readonly line: string })[] {
  const toml = editRelayToml(files.toml.text, changes);
  const devVars = editDevVars(files.devVars.text, secrets);
  const had = readDevVars(files.devVars.text ?? '');
  const added = Object.keys(secrets).filter((name) => had[name] !== secrets[name]);
  const withSecrets = added.length > 0 ? `, with ${added.join(', ')}` : '';
  const both = [
    { ...files.toml, text: toml, line: `${files.toml.path} is written` },
    {
      path: files.devVars.path,
      text: devVars,
      mode: OWNER_ONLY,
      line: `${files.devVars.path} is written, for you alone to read${withSecrets}`,
    },
  ];
  const before = [files.toml, files.devVars];
  return both.filter(({ text, mode }, i) => text !== before[i]?.text || mode !== before[i]?.mode);
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
