/**
 * The head of a FLAC file: `fLaC`, STREAMINFO, further metadata blocks.
 *
 * An encoder that streams writes it before it knows the totals; they are patched in when the clip is whole.
 * Layout: https://www.rfc-editor.org/rfc/rfc9639#section-8.2
 */

export interface StreamInfo {
  /** Samples of the smallest and the largest frame but the last. */
  readonly minBlockSamples: number;
  readonly maxBlockSamples: number;
  /** Bytes of the smallest and the largest frame; 0 where unknown. */
  readonly minFrameBytes: number;
  readonly maxFrameBytes: number;
  readonly sampleRate: number;
  readonly channelCount: number;
  readonly bitsPerSample: number;
  /** Samples of one channel; 0 where unknown. */
  readonly sampleCount: number;
  /** MD5 of the interleaved little-endian PCM in hex; 32 zeros where unknown. */
  readonly md5: string;
}

/** What only the end of a stream tells. */
export type StreamTotals = Pick<StreamInfo, 'minFrameBytes' | 'maxFrameBytes' | 'sampleCount' | 'md5'>;

const MAGIC = 0x664c6143; // "fLaC"
const BLOCK_HEAD_BYTES = 4;
const STREAM_INFO_AT = 4 + BLOCK_HEAD_BYTES;
const STREAM_INFO_BYTES = 34;
const MD5_AT = STREAM_INFO_AT + 18;
const MD5_BYTES = 16;
/** The largest count that its 36 bits hold. */
const MAX_SAMPLE_COUNT = 2 ** 36 - 1;

/** Reads STREAMINFO from the start of a FLAC file. Throws a TypeError that says what is not FLAC about the bytes. */
export function parseStreamInfo(bytes: Uint8Array): StreamInfo {
  const view = viewOf(bytes);
  const packed = view.getUint32(STREAM_INFO_AT + 10);
  return {
    minBlockSamples: view.getUint16(STREAM_INFO_AT),
    maxBlockSamples: view.getUint16(STREAM_INFO_AT + 2),
    minFrameBytes: view.getUint32(STREAM_INFO_AT + 3) & 0xffffff,
    maxFrameBytes: view.getUint32(STREAM_INFO_AT + 6) & 0xffffff,
    sampleRate: packed >>> 12,
    channelCount: ((packed >>> 9) & 0x7) + 1,
    bitsPerSample: ((packed >>> 4) & 0x1f) + 1,
    sampleCount: (packed & 0xf) * 2 ** 32 + view.getUint32(STREAM_INFO_AT + 14),
    md5: hex(bytes.subarray(MD5_AT, MD5_AT + MD5_BYTES)),
  };
}

/** A copy of the head with its totals filled in; all else is kept. */
export function patchStreamInfo(header: Uint8Array, totals: StreamTotals): Uint8Array<ArrayBuffer> {
  if (!/^[0-9a-f]{32}$/.test(totals.md5)) throw new TypeError(`FLAC: "${totals.md5}" is not an MD5 in hex`);
  if (
    !Number.isInteger(totals.sampleCount) ||
    totals.sampleCount < 0 ||
    totals.sampleCount > MAX_SAMPLE_COUNT
  ) {
    throw new RangeError(`FLAC: a stream of ${totals.sampleCount} samples cannot be described`);
  }
  const patched = new Uint8Array(header);
  const view = viewOf(patched);
  putUint24(view, STREAM_INFO_AT + 4, totals.minFrameBytes);
  putUint24(view, STREAM_INFO_AT + 7, totals.maxFrameBytes);
  const shared = view.getUint8(STREAM_INFO_AT + 13) & 0xf0;
  view.setUint8(STREAM_INFO_AT + 13, shared | Math.floor(totals.sampleCount / 2 ** 32));
  view.setUint32(STREAM_INFO_AT + 14, totals.sampleCount % 2 ** 32);
  for (let byte = 0; byte < MD5_BYTES; byte++) {
    view.setUint8(MD5_AT + byte, Number.parseInt(totals.md5.slice(2 * byte, 2 * byte + 2), 16));
  }
  return patched;
}

function viewOf(bytes: Uint8Array): DataView {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint32(0) !== MAGIC)
    throw new TypeError('FLAC: does not begin with "fLaC"');
  const isStreamInfo =
    bytes.length >= STREAM_INFO_AT && (view.getUint32(4) & 0x7fffffff) === STREAM_INFO_BYTES;
  if (!isStreamInfo) throw new TypeError('FLAC: the first metadata block is not STREAMINFO');
  if (bytes.length < STREAM_INFO_AT + STREAM_INFO_BYTES) throw new TypeError('FLAC: STREAMINFO is cut off');
  return view;
}

function putUint24(view: DataView, at: number, value: number): void {
  view.setUint16(at, value >>> 8);
  view.setUint8(at + 2, value & 0xff);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
