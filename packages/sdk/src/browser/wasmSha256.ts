import { createSHA256 } from 'hash-wasm';

/** SHA-256 in hex, in WASM; throws where a policy refuses it. The same function as for recordings, so that nothing more is loaded for it. */
export const wasmSha256 = async (bytes: Uint8Array): Promise<string> =>
  (await createSHA256()).init().update(bytes).digest('hex');
