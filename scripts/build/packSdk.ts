import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSdk } from './buildSdk.ts';

/** Builds the package in a folder of `outDir` and packs it as a registry would get it. Gives the path of the tarball, in `outDir`. */
export async function packSdk(outDir: string): Promise<string> {
  await mkdir(outDir, { recursive: true });
  const built = join(outDir, 'dist');
  await buildSdk(built);
  const { stdout } = await promisify(execFile)('npm', [
    'pack',
    built,
    '--json',
    '--ignore-scripts',
    '--pack-destination',
    outDir,
  ]);
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  if (packed === undefined) throw new Error(`npm pack named no file: ${stdout}`);
  return join(outDir, packed.filename);
}
