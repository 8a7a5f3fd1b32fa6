/**
 * Loads libflacjs, once, and names the few of its functions that are used.
 *
 * The library has no door for its WASM bytes: at import it fetches them by a name relative to its own script, and it replaces the
 * global `fetch` by a wrapper that answers a failed request with a synchronous one. So `fetch` is replaced for the time of the
 * import by one that serves the bytes, and put back before anything else can run.
 */

/** What is used of libflacjs; a coder is a pointer into its memory. */
export interface FlacModule {
  isReady(): boolean;
  on(event: 'ready', listener: () => void): void;
  create_libflac_encoder(
    sampleRate: number,
    channelCount: number,
    bitsPerSample: number,
    level: number,
    sampleCount: number,
    verify: boolean,
    blockSamples: number,
  ): number;
  init_encoder_stream(
    encoder: number,
    onWrite: (bytes: Uint8Array<ArrayBuffer>, byteCount: number, sampleCount: number) => void,
    onMetadata: (metadata: FlacMetadata | undefined) => void,
  ): number;
  FLAC__stream_encoder_process_interleaved(
    encoder: number,
    samples: Int32Array,
    sampleCount: number,
  ): unknown;
  FLAC__stream_encoder_finish(encoder: number): unknown;
  FLAC__stream_encoder_get_state(encoder: number): number;
  FLAC__stream_encoder_delete(encoder: number): void;
  create_libflac_decoder(verify: boolean): number;
  init_decoder_stream(
    decoder: number,
    onRead: (maxBytes: number) => { buffer: Uint8Array; readDataLength: number },
    onWrite: (channels: Uint8Array<ArrayBuffer>[]) => void,
    onError: (code: number, name: string) => void,
  ): number;
  FLAC__stream_decoder_process_until_end_of_stream(decoder: number): unknown;
  FLAC__stream_decoder_finish(decoder: number): unknown;
  FLAC__stream_decoder_delete(decoder: number): void;
}

/** STREAMINFO as libflacjs reports it. */
export interface FlacMetadata {
  readonly min_blocksize: number;
  readonly max_blocksize: number;
  readonly min_framesize: number;
  readonly max_framesize: number;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitsPerSample: number;
  readonly total_samples: number;
  readonly md5sum: string;
}

export interface LoadFlacOptions {
  /** `libflacjs/dist/libflac.min.wasm.wasm`, as it is or as it ships: its bytes, or the URL to fetch them from. */
  readonly wasm: string | Uint8Array<ArrayBuffer>;
}

const WASM_NAME = 'libflac.min.wasm.wasm';
/** The smallest WASM module there is. */
const EMPTY_MODULE = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

let loading: Promise<FlacModule> | undefined;

/**
 * Loads the library, or gives the one that is loaded. Throws where WASM is refused (a content security policy without
 * 'wasm-unsafe-eval') and where the bytes cannot be had; it may then be called again.
 */
export function loadFlac(options: LoadFlacOptions): Promise<FlacModule> {
  loading ??= load(options).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load({ wasm }: LoadFlacOptions): Promise<FlacModule> {
  // What would fail inside the library is tried before it: there it would end as an unhandled rejection.
  new WebAssembly.Module(EMPTY_MODULE);
  const bytes = typeof wasm === 'string' ? await fetchBytes(wasm) : wasm;
  if (!WebAssembly.validate(bytes))
    throw new TypeError(
      `${WASM_NAME}: these bytes are not a WASM module, or this browser's WASM has no SIMD`,
    );
  const flac = await importWith(bytes);
  await new Promise<void>((resolve) => {
    if (flac.isReady()) resolve();
    else flac.on('ready', resolve);
  });
  return flac;
}

async function fetchBytes(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${WASM_NAME}: ${url} answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function importWith(bytes: Uint8Array<ArrayBuffer>): Promise<FlacModule> {
  const { fetch: originalFetch } = globalThis;
  globalThis.fetch = (input, init) =>
    String(input).endsWith(WASM_NAME)
      ? Promise.resolve(new Response(bytes, { headers: { 'content-type': 'application/wasm' } }))
      : originalFetch(input, init);
  try {
    // A UMD script: its exports are the default of an import, or a global where nothing wraps it.
    const imported: unknown = await import('libflacjs/dist/libflac.min.wasm.js');
    const { default: exported } = imported as { default?: FlacModule };
    const flac = exported ?? (globalThis as unknown as { Flac?: FlacModule }).Flac;
    if (flac === undefined) throw new Error('libflacjs gave no exports');
    return flac;
  } finally {
    globalThis.fetch = originalFetch;
  }
}
