/** What the head of a FLAC file says of it (STREAMINFO, RFC 9639 §8.2). */
export interface FlacHead {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitsPerSample: number;
  /** 0 where it does not say. */
  readonly sampleCount: number;
  /** MD5 of the samples, as hex; undefined where it does not say. */
  readonly md5: string | undefined;
  /** Where the frames begin. */
  readonly endByte: number;
}

/** @throws {Error} saying what is wrong with it. */
export function readFlacHead(bytes: Uint8Array): FlacHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 42 || view.getUint32(0) !== 0x664c6143) throw new Error('is no FLAC file');
  if ((view.getUint8(4) & 0x7f) !== 0 || (view.getUint32(4) & 0xffffff) !== 34)
    throw new Error('does not begin with what it is (STREAMINFO)');
  const packed = view.getUint32(18);
  const md5 = Buffer.from(bytes.subarray(26, 42)).toString('hex');
  return {
    sampleRate: packed >>> 12,
    channels: ((packed >>> 9) & 7) + 1,
    bitsPerSample: ((packed >>> 4) & 31) + 1,
    sampleCount: (packed & 15) * 2 ** 32 + view.getUint32(22),
    md5: /^0+$/.test(md5) ? undefined : md5,
    endByte: endOfBlocks(view),
  };
}

function endOfBlocks(view: DataView): number {
  for (let at = 4; at + 4 <= view.byteLength; ) {
    const head = view.getUint32(at);
    at += 4 + (head & 0xffffff);
    if (head >>> 31 === 1) return at;
  }
  throw new Error('breaks off in its head');
}
