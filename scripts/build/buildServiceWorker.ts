import { build, type Metafile } from 'esbuild';
import { BUNDLE_OPTIONS } from './bundleOptions.ts';
import { slimLibraries } from './slimLibraries.ts';

/** Bundles the door of a service worker into one file: a service worker may not import anything later. */
export async function buildServiceWorker(): Promise<{ text: string; metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    ...BUNDLE_OPTIONS,
    entryPoints: ['packages/sdk/src/serviceWorker.ts'],
    plugins: [slimLibraries()],
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error('serviceWorker.ts: esbuild gave no output');
  return { text: script.text, metafile };
}
