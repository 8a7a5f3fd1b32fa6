import type { Area, Key } from '../store/store.ts';

/** One change: without a value, that there is none. */
export type Change = readonly [area: Area, key: Key, value?: unknown];

/**
 * A change as text, and the bytes in its value, which the text names in their order.
 *
 * @param hasBytes whether there may be any: JSON alone is several times as fast as with a replacer.
 */
export function textOfChange(change: Change, hasBytes: boolean): { text: string; parts: Uint8Array[] } {
  const parts: Uint8Array[] = [];
  /** Stands in the text for bytes that follow it. */
  const takeBytes = (_name: string, value: unknown): unknown =>
    value instanceof Uint8Array ? { $bytes: parts[parts.push(value) - 1]?.length } : value;
  return { text: hasBytes ? JSON.stringify(change, takeBytes) : JSON.stringify(change), parts };
}

/**
 * The change of a text.
 *
 * @param bytes the parts, one behind the other, in the order in which the text names them
 */
export function changeOfText(text: string, hasBytes: (area: Area) => boolean, bytes: Uint8Array): Change {
  const change = JSON.parse(text) as Change;
  const [area, key, value] = change;
  return value !== undefined && hasBytes(area) ? [area, key, withParts(value, partReader(bytes))] : change;
}

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
