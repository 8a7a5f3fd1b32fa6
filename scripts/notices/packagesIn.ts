import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';

const ROOT = dirname(dirname(import.meta.dirname));
const PACKAGE_OF = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** The name of the package that a file belongs to. */
export const packageOf = (path: string): string | undefined => PACKAGE_OF.exec(path)?.[1];

/** Folders of the packages of which bundles contain code, and of `others`; sorted by name. */
export function packagesIn(metafiles: readonly Metafile[], others: readonly string[]): string[] {
  const inputs = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap(({ inputs: taken }) => Object.entries(taken))
    .flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
  const names = [...inputs.flatMap((path) => packageOf(path) ?? []), ...others];
  return [...new Set(names)].sort().map((name) => join(ROOT, 'node_modules', name));
}
