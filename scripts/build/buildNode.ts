import { build, type Metafile } from 'esbuild';
import { BUNDLE_OPTIONS } from './bundleOptions.ts';
import { replaceModules } from './replaceModules.ts';
import { slimLibraries } from './slimLibraries.ts';

/** Bundles what Node imports, as one file: it finds its WASM in the folder of workers, by its own address. */
export async function buildNode(): Promise<{ readonly text: string; readonly metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    ...BUNDLE_OPTIONS,
    // What libraries have for Node is not wanted: they get their WASM from us.
    external: ['node:*'],
    // The oldest that the package is for.
    target: 'node20.19',
    entryPoints: ['packages/sdk/src/node.ts'],
    plugins: [replaceModules({ 'node/wasmFiles.ts': 'node/packedWasmFiles.ts' }), slimLibraries()],
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error('packages/sdk/src/node.ts: esbuild gave no output');
  return { text: script.text, metafile };
}
