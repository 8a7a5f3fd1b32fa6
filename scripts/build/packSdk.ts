import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSdk, SDK_DIST } from './buildSdk.ts';

/** Builds the package and packs it as a registry would get it. Gives the path of the tarball, in `outDir`. */
export async function packSdk(outDir: string): Promise<string> {
  await buildSdk();
  await mkdir(outDir, { recursive: true });
  const { stdout } = await promisify(execFile)('npm', [
    'pack',
    SDK_DIST,
    '--json',
    '--ignore-scripts',
    '--pack-destination',
    outDir,
  ]);
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  if (packed === undefined) throw new Error(`npm pack named no file: ${stdout}`);
  return join(outDir, packed.filename);
}
