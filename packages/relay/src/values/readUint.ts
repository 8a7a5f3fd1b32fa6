/** A number of up to six bytes, the least first; what lies behind the end counts as 0. */
export function readUint(bytes: Uint8Array, at: number, sizeBytes: number): number {
  let value = 0;
  for (let i = sizeBytes - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}
