import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

const SOURCES = join(import.meta.dirname, '../../packages/sdk/src');

/** Puts one module of the SDK in the place of another that has the same exports; paths below its sources. */
export function replaceModules(replacements: Readonly<Record<string, string>>): Plugin {
  const paths = new Map(
    Object.entries(replacements).map(([from, to]) => [join(SOURCES, from), join(SOURCES, to)]),
  );
  for (const path of [...paths].flat()) if (!existsSync(path)) throw new Error(`there is no ${path}`);
  return {
    name: 'replace-modules',
    setup({ onResolve }) {
      onResolve({ filter: /^\.{1,2}\// }, ({ path, importer }) => {
        const replacement = paths.get(join(dirname(importer), path));
        return replacement === undefined ? undefined : { path: replacement };
      });
    },
  };
}
