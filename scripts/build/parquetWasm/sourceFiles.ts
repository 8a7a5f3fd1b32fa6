import { constantsIn, type WasmParts } from './wasmBinary.ts';

/** Paths of Rust sources, as the compiler keeps them for the messages of panics: `…/parquet-59.3.0/src/column/reader.rs`. */
const PATH = /[\w./-]*\.cargo[\w./-]*?\/([a-z][\w-]*)-\d+\.\d+\.\d+\/src\/([\w./-]+?\.rs)/g;

/**
 * For each function the source files that its panics name (`parquet/column/reader.rs`), inlined code included: a panic loads the address
 * of its location, and that begins with the address of the file's path.
 */
export function sourceFilesOf({ functions, data }: WasmParts): readonly (readonly string[])[] {
  const end = Math.max(...data.map(({ address, bytes }) => address + bytes.length));
  const memory = Buffer.alloc(end + 4);
  for (const { address, bytes } of data) memory.set(bytes, address);
  const paths = new Map<number, string>();
  for (const { index, 1: crate, 2: file } of memory.toString('latin1').matchAll(PATH))
    paths.set(index, `${crate}/${file}`);
  const locations = new Map<number, string>();
  for (let at = 0; at < end; at += 4) {
    const path = paths.get(memory.readUInt32LE(at));
    if (path !== undefined) locations.set(at, path);
  }
  return functions.map((body) => constantsIn(body).flatMap((constant) => locations.get(constant) ?? []));
}
