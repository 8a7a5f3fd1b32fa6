import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { BUNDLE_OPTIONS } from './bundleOptions.ts';
import { type PackedTexts, packedModules } from './packedModules.ts';
import { replaceModules } from './replaceModules.ts';
import { slimLibraries } from './slimLibraries.ts';

const DOORS = {
  index: 'packages/sdk/src/index.ts',
  schema: 'packages/sdk/src/schema.ts',
  presets: 'packages/sdk/src/presets.ts',
};

/** Bundles what a page imports: the doors, and in `chunks/` what they share and what is loaded at the first use. */
export async function buildPage(outDir: string, texts: PackedTexts): Promise<Metafile> {
  const { outputFiles, metafile } = await build({
    ...BUNDLE_OPTIONS,
    entryPoints: DOORS,
    outdir: outDir,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    plugins: [
      replaceModules({ 'browser/delivery.ts': 'browser/packedDelivery.ts' }),
      packedModules(texts),
      slimLibraries(),
    ],
  });
  for (const { path, contents } of outputFiles) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
  return metafile;
}
