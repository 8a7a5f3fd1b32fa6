import { BitReader } from './bitReader.ts';
import { type FlacHead, readFlacHead } from './flacHead.ts';
import { readSubframe } from './readSubframe.ts';

/** Block sizes and sample sizes by the codes of a frame's head (RFC 9639 §9.1). */
const BITS = [undefined, 8, 12, undefined, 16, 20, 24, 32];

/**
 * The samples of a FLAC file of one channel (https://www.rfc-editor.org/rfc/rfc9639).
 *
 * @throws {Error} saying what is wrong with it.
 */
export function decodeFlac(bytes: Uint8Array): { head: FlacHead; samples: Int32Array } {
  const head = readFlacHead(bytes);
  if (head.channels !== 1) throw new Error(`has ${head.channels} channels; only one can be decoded here`);
  const frames: Int32Array[] = [];
  let count = 0;
  for (let at = head.endByte; at < bytes.length; ) {
    const reader = new BitReader(bytes, at);
    const samples = readFrame(reader, head);
    const endByte = reader.alignedByte();
    const stored = (bytes[endByte] ?? 0) * 256 + (bytes[endByte + 1] ?? 0);
    if (endByte + 2 > bytes.length) throw new Error(`breaks off in the frame at byte ${at}`);
    if (crc16(bytes.subarray(at, endByte)) !== stored)
      throw new Error(`has a frame at byte ${at} that is not what was written (CRC)`);
    frames.push(samples);
    count += samples.length;
    at = endByte + 2;
  }
  const samples = new Int32Array(count);
  let at = 0;
  for (const frame of frames) {
    samples.set(frame, at);
    at += frame.length;
  }
  return { head, samples };
}

function readFrame(reader: BitReader, head: FlacHead): Int32Array {
  if (reader.read(15) !== 0x7ffc) throw new Error(`has no frame where one should begin`);
  reader.read(1);
  const sizeCode = reader.read(4);
  const rateCode = reader.read(4);
  reader.read(4);
  const bitsCode = reader.read(3);
  reader.read(1);
  readCodedNumber(reader);
  const blockSize = readBlockSize(reader, sizeCode);
  if (rateCode === 12) reader.read(8);
  if (rateCode === 13 || rateCode === 14) reader.read(16);
  reader.read(8);
  const bits = bitsCode === 0 ? head.bitsPerSample : BITS[bitsCode];
  if (bits === undefined) throw new Error(`has a frame with samples of an unknown size`);
  return readSubframe(reader, blockSize, bits);
}

function readBlockSize(reader: BitReader, code: number): number {
  if (code === 1) return 192;
  if (code >= 2 && code <= 5) return 576 * 2 ** (code - 2);
  if (code === 6) return reader.read(8) + 1;
  if (code === 7) return reader.read(16) + 1;
  if (code >= 8) return 256 * 2 ** (code - 8);
  throw new Error('has a frame of an unknown length');
}

/** The number of a frame or sample, written as UTF-8 writes one. */
function readCodedNumber(reader: BitReader): void {
  const first = reader.read(8);
  const ones = Math.clz32(~(first << 24));
  for (let left = ones - 1; left > 0; left--) reader.read(8);
}

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 8;
  for (let bit = 0; bit < 8; bit++) value = value & 0x8000 ? (value << 1) ^ 0x8005 : value << 1;
  return value & 0xffff;
});

function crc16(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) value = ((value << 8) ^ (TABLE[(value >> 8) ^ byte] as number)) & 0xffff;
  return value;
}
