import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');
const PLATFORM = join(import.meta.dirname, 'platform');

/** A change of a source, for mutants: `find` stands there exactly once. */
export interface Patch {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Parts of the SDK that the simulation stands in for, by their path; from which file, where another may still import the real one. */
const REPLACED: readonly { readonly path: string; readonly importer?: string }[] = [
  { path: 'packages/sdk/src/browser/pageEnvironment.ts' },
  { path: 'packages/sdk/src/browser/spawnWorker.ts' },
  { path: 'packages/sdk/src/page/startOnPage.ts' },
  { path: 'packages/sdk/src/page/createCore.ts', importer: 'packages/sdk/src/entry/createLogger.ts' },
];

/**
 * The simulation as one file. Bundled, so that an `import()` takes microtasks alone, the platform's own can be replaced, and a mutant is
 * a change of the text on its way into the bundle.
 */
export async function bundleSimulation(
  patches: readonly Patch[] = [],
): Promise<{ file: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'parqueue-simulation-'));
  const file = join(folder, 'seedThread.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'seedThread.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    sourcemap: 'inline',
    outfile: file,
    logLevel: 'error',
    loader: { '.wasm': 'empty' },
    plugins: [replacePlatform(), applyPatches(patches)],
  });
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}

function replacePlatform(): Plugin {
  return {
    name: 'platform',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, importer }) => {
        const wanted = relative(ROOT, join(resolveDir, path));
        const from = relative(ROOT, importer);
        const found = REPLACED.find((one) => one.path === wanted && (one.importer ?? from) === from);
        if (found === undefined || from.startsWith('test/')) return undefined;
        return { path: join(PLATFORM, wanted.slice(wanted.lastIndexOf('/') + 1)) };
      });
    },
  };
}

function applyPatches(patches: readonly Patch[]): Plugin {
  return {
    name: 'patches',
    setup({ onLoad }) {
      for (const file of new Set(patches.map((patch) => patch.file)))
        onLoad({ filter: new RegExp(`${file.replaceAll(/[./]/g, '\\$&')}$`) }, async ({ path }) => ({
          contents: patched(
            await readFile(path, 'utf8'),
            patches.filter((patch) => patch.file === file),
          ),
          loader: 'ts',
        }));
    },
  };
}

/** @throws where the text to be replaced is not there exactly once. */
export function patched(source: string, patches: readonly Patch[]): string {
  return patches.reduce((text, { file, find, replace }) => {
    const count = text.split(find).length - 1;
    if (count !== 1)
      throw new Error(`${file}: ${JSON.stringify(find)} stands there ${count} times, not once`);
    return text.replace(find, () => replace);
  }, source);
}
