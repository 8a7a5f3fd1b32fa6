import { type Change, changeOfText, textOfChange } from '../../backup/changeText.ts';
import type { Area } from '../../store/store.ts';

/**
 * Areas whose values may have bytes in them. The text of the others goes through JSON alone: with a replacer it would take several times as
 * long.
 */
const WITH_BYTES: ReadonlySet<Area> = new Set(['aside', 'blocks', 'recordings', 'shardBytes']);

/** Sizes of the text and of the bytes that follow it. */
const HEAD_BYTES = 8;

/** A change as bytes: sizes, its text, and the bytes that the text names; filled up to a multiple of four. */
export function encodeRecord(change: Change): Uint8Array<ArrayBuffer> {
  const { text: written, parts } = textOfChange(change, WITH_BYTES.has(change[0]));
  const text = Buffer.from(written);
  const partsBytes = parts.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(Math.ceil((HEAD_BYTES + text.length + partsBytes) / 4) * 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, text.length, true);
  view.setUint32(4, partsBytes, true);
  bytes.set(text, HEAD_BYTES);
  let at = HEAD_BYTES + text.length;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** How many bytes the record at a place takes. */
export function recordBytes(bytes: Uint8Array, at: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  return Math.ceil((HEAD_BYTES + view.getUint32(0, true) + view.getUint32(4, true)) / 4) * 4;
}

export function decodeRecord(bytes: Uint8Array): Change {
  const textEnd = HEAD_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + HEAD_BYTES, textEnd - HEAD_BYTES).toString();
  return changeOfText(text, (area) => WITH_BYTES.has(area), bytes.subarray(textEnd));
}
