import { createHash } from 'node:crypto';

/** The id that Chromium gives an unpacked extension: the start of the SHA-256 of its path, with the letters a to p for digits. */
export function extensionId(path: string): string {
  const digest = createHash('sha256').update(path).digest('hex').slice(0, 32);
  return digest.replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
}
