import { builtinModules, createRequire } from 'node:module';
import { dirname } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { packageOf, packagesIn } from './packagesIn.ts';

const ROOT = dirname(dirname(import.meta.dirname));

/** What a page or a Worker gets of this project begins here. */
const SHIPPED = [
  'packages/sdk/src/index.ts',
  'packages/sdk/src/node.ts',
  'packages/sdk/src/worker/entry.ts',
  'packages/relay/src/index.ts',
];

/** Folders of the packages that shipped code contains, from what a bundler really takes; sorted by name. */
export async function findBundled(): Promise<string[]> {
  const assets: string[] = [];
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: SHIPPED,
    bundle: true,
    write: false,
    outdir: 'dist',
    format: 'esm',
    platform: 'browser',
    metafile: true,
    logLevel: 'error',
    external: ['cloudflare:*', 'node:*', ...builtinModules],
    conditions: ['workerd', 'worker', 'browser'],
    loader: { '.wasm': 'empty' },
    plugins: [noteAssets(assets)],
  });
  return packagesIn([metafile], assets);
}

/** Imports such as `x.wasm?url` give an address: the bundler has nothing to take, and the file ships all the same. */
function noteAssets(assets: string[]): Plugin {
  return {
    name: 'note-assets',
    setup({ onResolve }) {
      onResolve({ filter: /\?url$/ }, ({ path, importer }) => {
        const file = createRequire(importer).resolve(path.slice(0, -'?url'.length));
        assets.push(packageOf(file) ?? file);
        return { path, external: true };
      });
    },
  };
}
