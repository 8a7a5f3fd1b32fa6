/**
 * The name of a recording in the dataset: the first 16 hex digits of the SHA-256 of its 16-bit little-endian PCM, `:`, and the UTC
 * time of the append as `YYYYMMDDTHHMMSS`.
 */
export function audioId(pcmSha256: string, atMs: number): string {
  return join(pcmSha256, ':', atMs);
}

/** The same as a file name: `:` is not allowed in one on every system. */
export function clipFileName(pcmSha256: string, atMs: number): string {
  return `${join(pcmSha256, '-', atMs)}.flac`;
}

function join(pcmSha256: string, separator: string, atMs: number): string {
  if (!/^[0-9a-f]{64}$/.test(pcmSha256))
    throw new TypeError(`audio id: "${pcmSha256}" is not a SHA-256 in hex`);
  const time = new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return `${pcmSha256.slice(0, 16)}${separator}${time}`;
}
