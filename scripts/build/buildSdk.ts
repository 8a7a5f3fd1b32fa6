import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeNotices } from '../notices/makeNotices.ts';
import { packagesIn } from '../notices/packagesIn.ts';
import { buildNode } from './buildNode.ts';
import { buildPage } from './buildPage.ts';
import { buildServiceWorker } from './buildServiceWorker.ts';
import { buildTypes } from './buildTypes.ts';
import { buildWorkers } from './buildWorkers.ts';
import { buildWorklet } from './buildWorklet.ts';
import { distManifest } from './distManifest.ts';
import { packText } from './packedModules.ts';
import { readWasm } from './readWasm.ts';

const ROOT = dirname(dirname(import.meta.dirname));
const SDK = join(ROOT, 'packages/sdk');

/** Where the package is built by default; git does not know it. */
export const SDK_DIST = join(SDK, 'dist');

/**
 * Builds the whole package that is published, ready for `npm pack`: doors, types, the folder that a page may serve itself, licences.
 * What was in the folder before is gone.
 */
export async function buildSdk(outDir: string = SDK_DIST): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(join(outDir, 'worker'), { recursive: true });
  const types = buildTypes(outDir);
  const [workers, serviceWorker, node, wasm, worklet] = await Promise.all([
    buildWorkers(),
    buildServiceWorker(),
    buildNode(),
    readWasm(),
    buildWorklet(),
  ]);
  const page = await buildPage(outDir, {
    ...workers.scripts,
    'parquet.wasm': packText(wasm.files['parquet.wasm']),
    'flac.wasm': packText(wasm.files['flac.wasm']),
  });
  const selfHosted = { ...workers.scripts, ...wasm.files, 'worklet.js': worklet };
  await Promise.all([
    types,
    writeFile(join(outDir, 'service-worker.js'), serviceWorker.text),
    writeFile(join(outDir, 'node.js'), node.text),
    ...Object.entries(selfHosted).map(([name, content]) => writeFile(join(outDir, 'worker', name), content)),
    writeDocuments(
      outDir,
      packagesIn([page, ...workers.metafiles, serviceWorker.metafile, node.metafile], wasm.packages),
    ),
  ]);
}

async function writeDocuments(outDir: string, packages: readonly string[]): Promise<void> {
  const manifest = JSON.parse(await readFile(join(SDK, 'package.json'), 'utf8'));
  await Promise.all([
    writeFile(join(outDir, 'package.json'), `${JSON.stringify(distManifest(manifest), null, 2)}\n`),
    writeFile(
      join(outDir, 'THIRD-PARTY-NOTICES.md'),
      await makeNotices('This package contains code of the packages below.', packages),
    ),
    cp(join(SDK, 'README.md'), join(outDir, 'README.md')),
    cp(join(ROOT, 'LICENSE'), join(outDir, 'LICENSE')),
  ]);
}
