/** Of the platform's Node modules, what is used here: https://developers.cloudflare.com/workers/runtime-apis/nodejs/crypto/ */
declare module 'node:crypto' {
  /** Unlike `crypto.subtle`, at once: a transaction does not wait. */
  export function createHash(algorithm: 'sha256'): Hash;

  interface Hash {
    update(data: string | Uint8Array): Hash;
    digest(encoding: 'hex'): string;
  }
}
