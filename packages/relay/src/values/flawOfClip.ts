/** As long as a clip may be (docs/SPEC.md AU3), in samples. */
const SAMPLES_MAX_COUNT = 900 * 16_000;
const SAMPLING_RATE = 16_000;

/** `fLaC`, the head of STREAMINFO, and its 34 bytes: https://www.rfc-editor.org/rfc/rfc9639#section-8.2 */
const HEAD_BYTES = 42;
const FLAC = 0x664c6143;
const STREAM_INFO_HEAD = 34;

/** Says in words what of the head of a FLAC file is not that of a clip; undefined where all is. */
export function flawOfClip(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (end - start < HEAD_BYTES) return 'audio that is no FLAC';
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, HEAD_BYTES);
  // The first bit says whether more blocks come, and does not matter.
  if (view.getUint32(0) !== FLAC || (view.getUint32(4) & 0x7fffffff) !== STREAM_INFO_HEAD)
    return 'audio that is no FLAC';
  const packed = view.getUint32(18);
  const [rate, channels, bits] = [packed >>> 12, ((packed >>> 9) & 7) + 1, ((packed >>> 4) & 31) + 1];
  if (rate !== SAMPLING_RATE || channels !== 1 || bits !== 16)
    return `FLAC of ${rate} Hz, ${channels} channels and ${bits} bits`;
  const sampleCount = (packed & 15) * 2 ** 32 + view.getUint32(22);
  return sampleCount > 0 && sampleCount <= SAMPLES_MAX_COUNT
    ? undefined
    : `FLAC of ${sampleCount} samples; 1 to ${SAMPLES_MAX_COUNT} are allowed`;
}
