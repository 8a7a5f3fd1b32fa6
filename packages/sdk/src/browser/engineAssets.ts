/** Where the engine gets the WASM of its codecs. Each is asked for at its first use, and again if that failed. */
export interface EngineAssets {
  readonly parquetWasm: () => Promise<Response>;
  readonly flacWasm: () => Promise<Response>;
}
