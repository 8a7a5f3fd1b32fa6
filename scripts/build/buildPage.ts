import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { BUNDLE_OPTIONS } from './bundleOptions.ts';
import { type PackedTexts, packedModules } from './packedModules.ts';
import { replaceModules } from './replaceModules.ts';
import { sdkDoors } from './sdkDoors.ts';
import { slimLibraries } from './slimLibraries.ts';

/** What a service worker imports is one file, without chunks; what Node imports is not for pages. */
const APART: readonly string[] = ['service-worker', 'node'];

/** Bundles what a page imports: the doors, and in `chunks/` what they share and what is loaded at the first use. */
export async function buildPage(outDir: string, texts: PackedTexts): Promise<Metafile> {
  const { outputFiles, metafile } = await build({
    ...BUNDLE_OPTIONS,
    entryPoints: Object.fromEntries(
      sdkDoors()
        .filter(({ name }) => !APART.includes(name))
        .map(({ name, source }) => [name, source]),
    ),
    outdir: outDir,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    plugins: [
      replaceModules({ 'browser/delivery.ts': 'browser/packedDelivery.ts' }),
      packedModules(texts),
      slimLibraries(),
    ],
  });
  const idle = idleImports(metafile);
  for (const { path, text } of outputFiles) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, idle === undefined ? text : text.replace(idle, ''));
  }
  return metafile;
}

/**
 * Imports for nothing: esbuild has every file import the chunk of its own helpers, also those that use none. A chunk without any module does
 * nothing by itself.
 */
function idleImports({ outputs }: Metafile): RegExp | undefined {
  const names = Object.entries(outputs)
    .filter(([path, { inputs }]) => path.endsWith('.js') && Object.keys(inputs).length === 0)
    .map(([path]) => basename(path).replaceAll('.', '\\.'));
  return names.length === 0
    ? undefined
    : new RegExp(`import"\\.{1,2}/(?:chunks/)?(?:${names.join('|')})";`, 'g');
}
