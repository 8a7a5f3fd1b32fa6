/** Of the platform's Node modules, what is used here: https://developers.cloudflare.com/workers/runtime-apis/nodejs/zlib/ */
declare module 'node:zlib' {
  /** @throws where the bytes are no Zstandard, or would be more than the limit unpacked */
  export function zstdDecompressSync(
    bytes: Uint8Array,
    options: { readonly maxOutputLength: number },
  ): Uint8Array;
  export function zstdCompressSync(bytes: Uint8Array): Uint8Array;
}
