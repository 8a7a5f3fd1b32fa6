import { type Sizes, sumSizes } from './measureFiles.ts';

/** A name that stays when the content changes: `chunks/worker-H6DSML2H.js` → `chunks/worker.js`. */
export const stableName = (path: string): string => path.replace(/^(chunks\/.+)-[A-Z0-9]{8}\.js$/, '$1.js');

/** The sizes by names that stay from build to build: chunks that are named by their hash alone are one, and so are declarations. */
export function stableSizes(files: ReadonlyMap<string, Sizes>): Map<string, Sizes> {
  const stable = new Map<string, Sizes>();
  for (const [path, sizes] of files) {
    const name = judgedName(path);
    const others = stable.get(name);
    stable.set(name, others ? sumSizes([others, sizes]) : sizes);
  }
  return stable;
}

function judgedName(path: string): string {
  if (path.endsWith('.d.ts')) return '*.d.ts';
  const name = stableName(path);
  return name === 'chunks/chunk.js' ? 'chunks/chunk-*.js' : name;
}
