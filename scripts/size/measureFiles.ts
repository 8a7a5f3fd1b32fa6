import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Bytes of a file, as it is and as servers send it: `gzip -9` and brotli 11. */
export interface Sizes {
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
}

/** Of what was measured before, by the SHA-256 of the file: brotli 11 takes seconds for a megabyte. */
const CACHE = join(import.meta.dirname, '../../.cache/sizes.json');

/** Sizes of all files of a folder, by their paths in it. */
export async function measureFiles(dir: string): Promise<ReadonlyMap<string, Sizes>> {
  const known = JSON.parse(await readFile(CACHE, 'utf8').catch(() => '{}')) as Record<string, Sizes>;
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const now: Record<string, Sizes> = {};
  const measured = await Promise.all(
    paths.sort().map(async (path): Promise<[string, Sizes]> => {
      const content = await readFile(path);
      const digest = createHash('sha256').update(content).digest('hex');
      now[digest] = known[digest] ?? (await measure(content));
      return [path.slice(dir.length + 1), now[digest]];
    }),
  );
  await mkdir(dirname(CACHE), { recursive: true });
  await writeFile(CACHE, JSON.stringify(now));
  return new Map(measured);
}

async function measure(content: Buffer): Promise<Sizes> {
  const [zipped, brotli] = await Promise.all([
    promisify(gzip)(content, { level: 9 }),
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  ]);
  return { raw: content.length, gzip: zipped.length, brotli: brotli.length };
}

export function sumSizes(all: readonly Sizes[]): Sizes {
  const sum = (of: keyof Sizes) => all.reduce((total, sizes) => total + sizes[of], 0);
  return { raw: sum('raw'), gzip: sum('gzip'), brotli: sum('brotli') };
}
