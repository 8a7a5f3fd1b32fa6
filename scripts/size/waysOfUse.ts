import { loadedModules } from './loadedModules.ts';
import { type Sizes, sumSizes } from './measureFiles.ts';
import { stableName } from './stableSizes.ts';

/** What a page downloads that uses the package in one way. */
export interface WayOfUse {
  readonly name: string;
  readonly sizes: Sizes;
  /** As it is served: which of the sizes the goal is for, and the goal in bytes. */
  readonly served: 'gzip' | 'brotli';
  readonly goalBytes: number;
}

/** Names of chunks, without the hash that is in their files' names. */
const PAGE = ['createCore', 'recorder'];
const PACKED = { full: ['worker', 'flac', 'parquet'], light: ['worker-light', 'flac'] };
const FILES = {
  full: ['worker.js', 'flac.wasm', 'parquet.wasm', 'worklet.js'],
  light: ['worker-light.js', 'flac.wasm', 'worklet.js'],
};

/** What a page loads before and at its first use, when it records: by default, and with the worker's folder served by itself. */
export function waysOfUse(dir: string, files: ReadonlyMap<string, Sizes>): WayOfUse[] {
  const entry = loadedModules(dir, ['index.js']);
  const lazily = (chunks: readonly string[]) =>
    [
      ...loadedModules(
        dir,
        chunks.map((name) => chunkFile(files, name)),
      ),
    ].filter((path) => !entry.has(path));
  const sizeOf = (paths: Iterable<string>) => sumSizes([...paths].map((path) => found(files, path)));
  const packed = (kind: keyof typeof PACKED) => sizeOf(lazily([...PAGE, ...PACKED[kind]]));
  const beside = (kind: keyof typeof FILES) =>
    sizeOf([...lazily(PAGE), ...FILES[kind].map((name) => `worker/${name}`)]);
  return [
    { name: 'entry', sizes: sizeOf(entry), served: 'gzip', goalBytes: 5_000 },
    { name: 'first use', sizes: packed('full'), served: 'gzip', goalBytes: 1_900_000 },
    // 150 kB until revisions, consent and the guards against damaged storage came; 165 until the second copy of the database did.
    { name: 'first use, light', sizes: packed('light'), served: 'gzip', goalBytes: 169_500 },
    { name: 'first use, files', sizes: beside('full'), served: 'brotli', goalBytes: 1_350_000 },
    { name: 'first use, files, light', sizes: beside('light'), served: 'brotli', goalBytes: 150_000 },
  ];
}

function chunkFile(files: ReadonlyMap<string, Sizes>, name: string): string {
  const path = [...files.keys()].find((file) => stableName(file) === `chunks/${name}.js`);
  if (path === undefined) throw new Error(`the package has no chunk ${name}`);
  return path;
}

function found(files: ReadonlyMap<string, Sizes>, path: string): Sizes {
  const sizes = files.get(path);
  if (sizes === undefined) throw new Error(`the package has no file ${path}`);
  return sizes;
}
