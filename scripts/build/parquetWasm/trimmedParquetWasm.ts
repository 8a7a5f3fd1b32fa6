import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFilesOf } from './sourceFiles.ts';
import { type DataSegment, readParts, withParts } from './wasmBinary.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SOURCE = join(ROOT, 'node_modules/parquet-wasm/esm/parquet_wasm_bg.wasm');
const METADCE = join(ROOT, 'node_modules/binaryen/bin/wasm-metadce');
const CACHE = join(ROOT, '.cache');

/** Of parquet-wasm 0.8.0, which the addresses and names below are of. */
const SOURCE_SHA256 = '7636a31df453d8c73aacbed5ae9fd262a71136258f420fa0d97016b8da9e8aa1';

/** What the page calls of it, and what wasm-bindgen's script needs. `wasmMemory` is for measuring. */
const EXPORTS =
  /^(memory|wasmMemory|writeParquet|table_fromIPCStream|writerpropertiesbuilder_\w+|__wbg_(table|recordbatch|writerproperties|writerpropertiesbuilder|intounderlying\w+)_free|wasm_bindgen_\w+|__wbindgen_\w+|__externref_\w+)$/;

/** Sources of readers, of codecs that are never chosen, and of what fetches. */
const NEVER_RUN = [
  /^(brotli|brotli-decompressor|flate2|zlib-rs|lz4_flex|snap|twox-hash)\//,
  /^(object_store|reqwest|url|idna|http|range-reader|icu_\w+)\//,
  /^parquet\/arrow\/(array_reader|arrow_reader|async_reader|record_reader|decoder|buffer)\//,
  /^parquet\/(column\/reader|encodings\/decoding|file\/(serialized_)?reader|file\/metadata\/(reader|parser|push_decoder))/,
];

/** A function that has some of these inlined does run. */
const RUN = /^parquet\/.*(writer|encodings\/encoding|compression|arrow\/schema)/;

/** Tables of brotli's, the largest of all data; no function that is left refers to them. */
const NEVER_READ = [
  { name: 'its dictionary, sorted', address: 1_378_680, sizeBytes: 31_705 * 4 },
  { name: 'logarithms', address: 1_651_760, sizeBytes: 65_536 * 4 },
  { name: 'its dictionary', address: 1_925_184, sizeBytes: 122_784 },
];

/** `unreachable`, without locals. */
const TRAP = Uint8Array.of(0x00, 0x00, 0x0b);

/**
 * The WASM of parquet-wasm without what a writer never runs: 43 % less to download, the same files at the same speed.
 *
 * Dropping exports alone gains nothing, since readers and codecs are reached through tables of pointers that no tool sees through. So
 * functions are known by the source files that their panics name. What is cut traps when it is called all the same, which the writer reports as any
 * trap; that no write does so, and that files are the same byte by byte, is what its tests run with this module for.
 *
 * It takes seconds, and is kept in `.cache` for the next time.
 */
export function trimmedParquetWasm(): Uint8Array<ArrayBuffer> {
  const source = readFileSync(SOURCE);
  if (sha256(source) !== SOURCE_SHA256)
    throw new Error(`${SOURCE} is another one; see whether trimmedParquetWasm.ts still fits it`);
  const scripts = readdirSync(import.meta.dirname).sort().map((name) => readFileSync(join(import.meta.dirname, name)));
  const kept = join(CACHE, `parquet-${sha256(Buffer.concat([source, ...scripts])).slice(0, 16)}.wasm`);
  if (!existsSync(kept)) keep(kept, trim(source));
  return new Uint8Array(readFileSync(kept));
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Others may do the same at the same time. */
function keep(path: string, bytes: Uint8Array): void {
  writeFileSync(`${path}.${process.pid}`, bytes);
  renameSync(`${path}.${process.pid}`, path);
}

function trim(source: Uint8Array<ArrayBuffer>): Uint8Array {
  const parts = readParts(source);
  const files = sourceFilesOf(parts);
  const functions = parts.functions.map((body, i) => (neverRuns(files[i] ?? []) ? TRAP : body));
  return dropUnreachable(withParts(source, { functions, data: NEVER_READ.reduce(without, parts.data) }));
}

const neverRuns = (files: readonly string[]): boolean =>
  files.some((file) => NEVER_RUN.some((pattern) => pattern.test(file))) && !files.some((file) => RUN.test(file));

/** Memory is zero where no segment is. */
function without(
  data: readonly DataSegment[],
  { address, sizeBytes }: (typeof NEVER_READ)[number],
): readonly DataSegment[] {
  const end = address + sizeBytes;
  return data.flatMap((segment) => {
    const from = segment.address;
    const before = { address: from, bytes: segment.bytes.subarray(0, Math.max(0, address - from)) };
    const after = { address: Math.max(from, end), bytes: segment.bytes.subarray(Math.max(0, end - from)) };
    return [before, after].filter(({ bytes }) => bytes.length > 0);
  });
}

/** What the library was compiled for; more would be used by the tool, and not by every browser. */
const FEATURES = [
  'bulk-memory',
  'bulk-memory-opt',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
];

/** The module without other exports, and without what is then out of reach. */
function dropUnreachable(module: Uint8Array<ArrayBuffer>): Uint8Array {
  const { exports } = WebAssembly.Module;
  const kept = exports(new WebAssembly.Module(module)).map(({ name }) => name).filter((name) => EXPORTS.test(name));
  const graph = [
    { name: 'root', root: true, reaches: kept },
    ...kept.map((name) => ({ name, export: name })),
  ];
  mkdirSync(CACHE, { recursive: true });
  const dir = mkdtempSync(join(CACHE, 'trim-'));
  const [input, output, graphFile] = ['in.wasm', 'out.wasm', 'graph.json'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  try {
    writeFileSync(input, module);
    writeFileSync(graphFile, JSON.stringify(graph));
    const options = FEATURES.map((feature) => `--enable-${feature}`);
    const args = [METADCE, input, '--graph-file', graphFile, '-o', output, ...options];
    execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    return readFileSync(output);
  } finally {
    rmSync(dir, { recursive: true });
  }
}
