import type { Area, Key } from '../../store/store.ts';

/** One change: without a value, that there is none. */
export type Change = readonly [area: Area, key: Key, value?: unknown];

/**
 * Areas whose values may have bytes in them. The text of the others goes through JSON alone: with a replacer it would take several times as
 * long.
 */
const WITH_BYTES: ReadonlySet<Area> = new Set(['aside', 'blocks', 'recordings', 'shardBytes']);

/** Sizes of the text and of the bytes that follow it. */
const HEAD_BYTES = 8;

/** A change as bytes: sizes, its text, and the bytes that the text names; filled up to a multiple of four. */
export function encodeRecord(change: Change): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  /** Stands in the text for bytes that follow it. */
  const takeBytes = (_name: string, value: unknown): unknown =>
    value instanceof Uint8Array ? { $bytes: parts[parts.push(value) - 1]?.length } : value;
  const text = Buffer.from(
    WITH_BYTES.has(change[0]) ? JSON.stringify(change, takeBytes) : JSON.stringify(change),
  );
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
  const [area, key, value] = JSON.parse(text) as Change;
  if (value === undefined) return [area, key];
  return [area, key, WITH_BYTES.has(area) ? withParts(value, partReader(bytes.subarray(textEnd))) : value];
}

/** Parts lie in the order in which the text names them. */
function partReader(bytes: Uint8Array): (size: number) => Uint8Array {
  let at = 0;
  return (size) => {
    at += size;
    return bytes.slice(at - size, at);
  };
}

function withParts(value: unknown, readBytes: (size: number) => Uint8Array): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$bytes' in value) return readBytes(value.$bytes as number);
  if (Array.isArray(value)) return value.map((one) => withParts(one, readBytes));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withParts(one, readBytes)]));
}
