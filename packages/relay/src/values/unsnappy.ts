import { readUint } from './readUint.ts';

/**
 * Unpacks Snappy (https://github.com/google/snappy/blob/main/format_description.txt), strictly: what leaves the packed bytes or the unpacked
 * ones is refused, and every step takes at least a byte.
 *
 * Own, since hyparquet's takes a literal of 2 GiB or more for one of a negative length, and goes back in the bytes for ever.
 *
 * @returns undefined where the bytes are no Snappy of this size
 */
export function unsnappy(packed: Uint8Array, sizeBytes: number): Uint8Array<ArrayBuffer> | undefined {
  const out = new Uint8Array(sizeBytes);
  let end = 0;
  for (let at = afterSize(packed); at < packed.length; ) {
    const { size, offset, bodyAt } = readElement(packed, at);
    if (end + size > sizeBytes) return undefined;
    const isSound =
      offset === undefined ? bodyAt + size <= packed.length : isWithin(offset, end, bodyAt, packed);
    if (!isSound) return undefined;
    if (offset === undefined) out.set(packed.subarray(bodyAt, bodyAt + size), end);
    else copyBack(out, end, offset, size);
    at = bodyAt + (offset === undefined ? size : 0);
    end += size;
  }
  return end === sizeBytes ? out : undefined;
}

interface Element {
  readonly size: number;
  /** How far back the bytes to copy are; undefined where they follow. */
  readonly offset: number | undefined;
  readonly bodyAt: number;
}

/** Of the offset, by kind of tag. */
const OFFSET_BYTES = [0, 1, 2, 4];

function readElement(packed: Uint8Array, at: number): Element {
  const tag = packed[at] as number;
  const value = tag >> 2;
  const offsetBytes = OFFSET_BYTES[tag & 3] as number;
  if (offsetBytes > 0) {
    const isShort = offsetBytes === 1;
    const offset = readUint(packed, at + 1, offsetBytes) + (isShort ? (tag >> 5) << 8 : 0);
    return { size: isShort ? 4 + (value & 7) : 1 + value, offset, bodyAt: at + 1 + offsetBytes };
  }
  const sizeBytes = Math.max(0, value - 59);
  const size = 1 + (sizeBytes === 0 ? value : readUint(packed, at + 1, sizeBytes));
  return { size, offset: undefined, bodyAt: at + 1 + sizeBytes };
}

const isWithin = (offset: number, end: number, bodyAt: number, packed: Uint8Array): boolean =>
  offset > 0 && offset <= end && bodyAt <= packed.length;

/** It may read what it writes: a run. */
function copyBack(out: Uint8Array, end: number, offset: number, size: number): void {
  if (offset >= size) out.copyWithin(end, end - offset, end - offset + size);
  else for (let i = end; i < end + size; i++) out[i] = out[i - offset] as number;
}

/** The size stands first; it was compared before. */
const afterSize = (packed: Uint8Array): number => packed.findIndex((byte) => byte < 128) + 1;
