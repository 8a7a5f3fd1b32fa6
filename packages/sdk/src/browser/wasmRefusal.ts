/** The smallest WASM module there is. */
const EMPTY_MODULE = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

/**
 * Why no WASM can ever run in this worker or page, in words, with what would mend it; undefined where it can be.
 *
 * It is asked by running a module that has nothing wrong with it, so that a WASM file that merely could not be fetched, or came broken,
 * is never taken for a refusal: that is tried again.
 */
export function wasmRefusal(): string | undefined {
  if (typeof WebAssembly === 'undefined') return 'this browser has no WebAssembly';
  try {
    // WebKit compiles it under any policy, and refuses to make an instance.
    new WebAssembly.Instance(new WebAssembly.Module(EMPTY_MODULE));
    return undefined;
  } catch (error) {
    return `the page's policy refuses WebAssembly; add 'wasm-unsafe-eval' to the script-src of its Content-Security-Policy (${(error as Error).message})`;
  }
}
