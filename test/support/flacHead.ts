/** The head of a FLAC file of 16 kHz, mono, 16 bits: `fLaC` and a STREAMINFO that is the last block. What follows is no sound. */
export function flacHead(
  sampleCount = 16_000,
  { rate = 16_000, channels = 1 } = {},
): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(42);
  const view = new DataView(head.buffer);
  view.setUint32(0, 0x664c6143);
  view.setUint32(4, 0x80000022);
  view.setUint16(8, 1152);
  view.setUint16(10, 1152);
  view.setUint32(18, (rate << 12) | ((channels - 1) << 9) | (15 << 4));
  view.setUint32(22, sampleCount);
  return head;
}

/** A file with such a head. */
export const withFlacHead = (rest: Uint8Array): Uint8Array<ArrayBuffer> => {
  const file = new Uint8Array(42 + rest.length);
  file.set(flacHead());
  file.set(rest, 42);
  return file;
};
