/** Bytes of a FLAC file up to the end of the total in its STREAMINFO (RFC 9639, section 8.2). */
const HEAD_BYTES = 26;
const MAGIC = 0x664c6143;

/** Length of a FLAC file in seconds, as its header says; `undefined` where it is none. */
export async function flacDurationS(file: Blob): Promise<number | undefined> {
  if (file.size < HEAD_BYTES) return undefined;
  const head = new DataView(await file.slice(0, HEAD_BYTES).arrayBuffer());
  if (head.getUint32(0) !== MAGIC) return undefined;
  // 20 bits of rate, 3 of channels, 5 of depth, 36 of samples.
  const sampleRate = head.getUint32(18) >>> 12;
  const sampleCount = (head.getUint8(21) & 0x0f) * 2 ** 32 + head.getUint32(22);
  return sampleRate > 0 ? sampleCount / sampleRate : undefined;
}
