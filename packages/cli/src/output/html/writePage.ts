import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { Talk } from '../createTalk.ts';

/** Writes a page to the file that a person named, and says so. */
export async function writePage(
  file: string,
  page: string,
  { platform, talk }: { readonly platform: { readonly cwd: string }; readonly talk: Talk },
): Promise<void> {
  const path = resolve(platform.cwd, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, page);
  talk.info(`Written to ${file}.`);
}

/** The dataset as a page names it: of a folder the last part, since the page may be sent to others. */
export const datasetTitle = ({
  config,
  cache,
}: {
  readonly config: { readonly local?: string };
  readonly cache: { source(): { readonly name: string } };
}): string => (config.local === undefined ? cache.source().name : basename(config.local));
