// Text that the build of the package makes modules of: scripts of workers, and WASM (gzip, in base64).

declare module 'packed:worker.js' {
  export const text: string;
}

declare module 'packed:worker-light.js' {
  export const text: string;
}

declare module 'packed:parquet.wasm' {
  export const text: string;
}

declare module 'packed:flac.wasm' {
  export const text: string;
}
