import { crc32 } from '../base/crc32.ts';
import type { BackupFile } from './backupFiles.ts';

/**
 * The format of a copy's file, in little endian: a head of `PQBK`, version, generation and the CRC-32 of these; then frames of size, CRC-32
 * and payload. A payload is the size of its text, the text, and bytes. Reading ends where a frame is not whole: there somebody was killed.
 */
export interface Frame {
  readonly text: string;
  readonly bytes: Uint8Array;
  /** Where the next one begins. */
  readonly endsAt: number;
}

const MAGIC = 0x4b42_5150;
const VERSION = 1;
const HEAD_BYTES = 16;
const FRAME_HEAD_BYTES = 8;
const TEXT_SIZE_BYTES = 4;

/** Empties a file, and begins it again; gives where its first frame goes. */
export function beginFile(file: BackupFile, generation: number): number {
  file.truncate(0);
  const view = new DataView(new ArrayBuffer(HEAD_BYTES));
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  view.setUint32(8, generation, true);
  view.setUint32(12, headCrc(view), true);
  writeAll(file, new Uint8Array(view.buffer), 0);
  return HEAD_BYTES;
}

/** Which generation a file has; undefined where it is none of ours, or empty. */
export function generationOf(file: BackupFile): number | undefined {
  const head = readAt(file, 0, HEAD_BYTES);
  if (head === undefined) return undefined;
  const isOurs = head.getUint32(0, true) === MAGIC && head.getUint32(4, true) === VERSION;
  return isOurs && head.getUint32(12, true) === headCrc(head) ? head.getUint32(8, true) : undefined;
}

/** Writes a frame, over whatever is left there of somebody who did not come to the end; gives where the next one goes. */
export function appendFrame(
  file: BackupFile,
  at: number,
  text: string,
  parts: readonly Uint8Array[],
): number {
  const textBytes = new TextEncoder().encode(text);
  const payloadBytes = parts.reduce((sum, { length }) => sum + length, TEXT_SIZE_BYTES + textBytes.length);
  const frame = new Uint8Array(FRAME_HEAD_BYTES + payloadBytes);
  const view = new DataView(frame.buffer);
  view.setUint32(FRAME_HEAD_BYTES, textBytes.length, true);
  let position = FRAME_HEAD_BYTES + TEXT_SIZE_BYTES;
  for (const part of [textBytes, ...parts]) {
    frame.set(part, position);
    position += part.length;
  }
  view.setUint32(0, payloadBytes, true);
  view.setUint32(4, crc32(frame.subarray(FRAME_HEAD_BYTES)), true);
  if (file.getSize() > at) file.truncate(at);
  writeAll(file, frame, at);
  return at + frame.length;
}

/** The frames of a file, as far as they are whole. */
export function* readFrames(file: BackupFile): Generator<Frame> {
  const fileBytes = file.getSize();
  for (let at = HEAD_BYTES; ; ) {
    const head = readAt(file, at, FRAME_HEAD_BYTES);
    const payloadBytes = head?.getUint32(0, true) ?? 0;
    const endsAt = at + FRAME_HEAD_BYTES + payloadBytes;
    if (head === undefined || payloadBytes < TEXT_SIZE_BYTES || endsAt > fileBytes) return;
    const payload = readAt(file, at + FRAME_HEAD_BYTES, payloadBytes);
    if (payload === undefined) return;
    const bytes = new Uint8Array(payload.buffer);
    if (crc32(bytes) !== head.getUint32(4, true)) return;
    const textEnd = TEXT_SIZE_BYTES + payload.getUint32(0, true);
    const text = new TextDecoder().decode(bytes.subarray(TEXT_SIZE_BYTES, textEnd));
    yield { text, bytes: bytes.subarray(textEnd), endsAt };
    at = endsAt;
  }
}

const headCrc = (head: DataView): number => crc32(new Uint8Array(head.buffer, 0, 12));

function readAt(file: BackupFile, at: number, size: number): DataView<ArrayBuffer> | undefined {
  const view = new DataView(new ArrayBuffer(size));
  return file.read(view, { at }) === size ? view : undefined;
}

function writeAll(file: BackupFile, bytes: Uint8Array<ArrayBuffer>, at: number): void {
  const written = file.write(bytes, { at });
  // Chromium answers a full quota with fewer bytes than it was given.
  if (written !== bytes.length)
    throw new DOMException('the second copy does not fit any more', 'QuotaExceededError');
}
