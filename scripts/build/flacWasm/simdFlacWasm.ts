import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import createWabt from 'wabt';
import { readFunctions, readParts, withParts } from '../parquetWasm/wasmBinary.ts';

const SOURCE = join(import.meta.dirname, '../../../node_modules/libflacjs/dist/libflac.min.wasm.wasm');
const KERNELS = join(import.meta.dirname, 'kernels.wat');

/** Of libflacjs 5.6.0, which the places below are of. */
const SOURCE_SHA256 = 'dd145880539e836501e3c779aae19e0d3915a90fbf83b50c8a5cde819c6450b0';

/** Where the originals are among the functions of the module, in the order of the kernels. */
const PLACES = [215, 224, 220];

/**
 * The WASM of libflacjs with the functions that encoding takes most of its time in exchanged for SIMD ones (see kernels.wat): the same
 * bytes in less than half of the time. Where WASM has no SIMD it is refused, as all WASM is where a policy forbids it.
 */
export async function simdFlacWasm(): Promise<Uint8Array<ArrayBuffer>> {
  const source = await readFile(SOURCE);
  if (createHash('sha256').update(source).digest('hex') !== SOURCE_SHA256)
    throw new Error(`${SOURCE} is another one; see whether simdFlacWasm.ts still fits it`);
  const kernels = readFunctions(await assembledKernels());
  const { functions, data } = readParts(source);
  const exchanged = functions.map((body, place) => kernels[PLACES.indexOf(place)] ?? body);
  return withParts(source, { functions: exchanged, data });
}

/** The module of kernels.wat. */
export async function assembledKernels(): Promise<Uint8Array<ArrayBuffer>> {
  const wabt = await createWabt();
  const module = wabt.parseWat('kernels.wat', await readFile(KERNELS, 'utf8'), { simd: true });
  try {
    module.validate();
    return new Uint8Array(module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}
