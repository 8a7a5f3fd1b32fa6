import { build, type Metafile } from 'esbuild';
import { BUNDLE_OPTIONS } from './bundleOptions.ts';
import { replaceModules } from './replaceModules.ts';
import { slimLibraries } from './slimLibraries.ts';

const WORKERS = {
  'worker.js': 'packages/sdk/src/worker/entry.ts',
  'worker-light.js': 'packages/sdk/src/worker/lightEntry.ts',
} as const;

export interface BuiltWorkers {
  /** One file each: a Blob has nothing beside it. */
  readonly scripts: Readonly<Record<keyof typeof WORKERS, string>>;
  readonly metafiles: readonly Metafile[];
}

/** Bundles the workers, which look for their WASM in the text that they came with, then beside them. */
export async function buildWorkers(): Promise<BuiltWorkers> {
  const [full, light] = await Promise.all([
    buildWorker(WORKERS['worker.js']),
    buildWorker(WORKERS['worker-light.js']),
  ]);
  return {
    scripts: { 'worker.js': full.text, 'worker-light.js': light.text },
    metafiles: [full.metafile, light.metafile],
  };
}

async function buildWorker(entryPoint: string): Promise<{ text: string; metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    ...BUNDLE_OPTIONS,
    entryPoints: [entryPoint],
    plugins: [replaceModules({ 'browser/assets.ts': 'browser/packedAssets.ts' }), slimLibraries()],
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error(`${entryPoint}: esbuild gave no output`);
  return { text: script.text, metafile };
}
