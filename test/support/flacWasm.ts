import { simdFlacWasm } from '../../scripts/build/flacWasm/simdFlacWasm.ts';

/** The bytes of libFLAC's WASM as they ship, for Node. */
export const flacWasmBytes = simdFlacWasm;
