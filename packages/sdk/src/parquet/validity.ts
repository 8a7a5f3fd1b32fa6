/** Which values of a column are there, as Arrow keeps it: one bit a value, least significant first; no bitmap where all are. */
export interface Validity {
  readonly nullCount: number;
  readonly nullBitmap: Uint8Array | null;
}

/** The validity of a column of values, of which null and undefined are absent ones. */
export function validityOf(values: readonly unknown[]): Validity {
  let nullCount = 0;
  let nullBitmap: Uint8Array | null = null;
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== null && values[i] !== undefined) continue;
    nullBitmap ??= packBits(values, () => true);
    nullBitmap[i >> 3] = (nullBitmap[i >> 3] as number) & ~(1 << (i & 7));
    nullCount++;
  }
  return { nullCount, nullBitmap };
}

/** One bit for each value, least significant first. */
export function packBits<T>(values: readonly T[], isSet: (value: T) => boolean): Uint8Array {
  const bits = new Uint8Array((values.length + 7) >> 3);
  for (let i = 0; i < values.length; i++) {
    if (isSet(values[i] as T)) bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
  }
  return bits;
}
