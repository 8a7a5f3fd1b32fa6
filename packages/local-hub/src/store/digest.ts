import { createHash } from 'node:crypto';

type Bytes = Uint8Array | string;

export const sha1Hex = (bytes: Bytes) => createHash('sha1').update(bytes).digest('hex');
export const sha256Hex = (bytes: Bytes) => createHash('sha256').update(bytes).digest('hex');

/** The id that git gives a file of these bytes. */
export function gitBlobOid(bytes: Bytes): string {
  const content = Buffer.from(bytes);
  return createHash('sha1').update(`blob ${content.byteLength}\0`).update(content).digest('hex');
}

/** The text that git keeps in place of an LFS file: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
export function lfsPointer(sha256: string, sizeBytes: number): string {
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${sizeBytes}\n`;
}
