import type { BackupFile } from './backupFiles.ts';
import type { FrameBuffer } from './frameBuffer.ts';
import { murmur3 } from './murmur3.ts';

/**
 * The format of a copy's file, in little endian: a head of `PQBK`, version, generation and the hash of these; then frames, one for each
 * transaction, of the size of its items, the hash of items and flag, the flag, and the items. The flag is set in the frame that ends what a
 * file begins with: before it comes, the file is no copy of anything. Reading ends where a frame is not whole: there somebody was killed.
 */
export interface Frame {
  readonly items: Uint8Array<ArrayBuffer>;
  readonly isLast: boolean;
  /** Where the next one begins. */
  readonly endsAt: number;
}

const MAGIC = 0x4b42_5150;
const VERSION = 1;
export const HEAD_BYTES = 16;
export const FRAME_HEAD_BYTES = 12;
/** After the last frame: the size of one that no file holds. What is left behind it of somebody else is never read. */
const END = new Uint8Array(4).fill(0xff);

/** Empties a file, and begins it again; gives where its first frame goes. */
export function beginFile(file: BackupFile, generation: number): number {
  file.truncate(0);
  const view = new DataView(new ArrayBuffer(HEAD_BYTES));
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  view.setUint32(8, generation, true);
  view.setUint32(12, headHash(view), true);
  writeAll(file, new Uint8Array(view.buffer), 0);
  return HEAD_BYTES;
}

/** Which generation a file has; undefined where it is none of ours, or empty. */
export function generationOf(file: BackupFile): number | undefined {
  const head = readAt(file, 0, HEAD_BYTES);
  if (head === undefined) return undefined;
  const isOurs = head.getUint32(0, true) === MAGIC && head.getUint32(4, true) === VERSION;
  return isOurs && head.getUint32(12, true) === headHash(head) ? head.getUint32(8, true) : undefined;
}

/**
 * Writes a frame, over whatever is left there of somebody who did not come to the end; gives where the next one goes.
 *
 * @param frame room for its head, and its items
 */
export function appendFrame(file: BackupFile, at: number, frame: FrameBuffer, isLast = false): number {
  const { length } = frame;
  frame.setUint32(0, length - FRAME_HEAD_BYTES);
  frame.setUint32(4, murmur3(frame.bytes().subarray(FRAME_HEAD_BYTES), seedOf(Number(isLast))));
  frame.setUint32(8, Number(isLast));
  frame.writeBytes(END);
  writeAll(file, frame.bytes(), at);
  return at + length;
}

/** The frames of a file from a place on, as far as they are whole. */
export function* readFrames(file: BackupFile, from = HEAD_BYTES): Generator<Frame> {
  const fileBytes = file.getSize();
  for (let at = from; ; ) {
    const head = readAt(file, at, FRAME_HEAD_BYTES);
    const itemsBytes = head?.getUint32(0, true) ?? 0;
    const endsAt = at + FRAME_HEAD_BYTES + itemsBytes;
    if (head === undefined || itemsBytes % 4 !== 0 || endsAt > fileBytes) return;
    const found = readAt(file, at + FRAME_HEAD_BYTES, itemsBytes);
    if (found === undefined) return;
    const items = new Uint8Array(found.buffer);
    const flag = head.getUint32(8, true);
    if (murmur3(items, seedOf(flag)) !== head.getUint32(4, true)) return;
    yield { items, isLast: flag === 1, endsAt };
    at = endsAt;
  }
}

/** So that zeros, of which the room behind the last frame is made, are no frame without items. */
const seedOf = (flag: number): number => flag + 1;

const headHash = (head: DataView<ArrayBuffer>): number => murmur3(new Uint8Array(head.buffer, 0, 12));

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
