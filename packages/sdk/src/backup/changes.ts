import type { Area, Areas, Key } from '../store/store.ts';

/** What a transaction put or deleted, in text as it was then, with the bytes that are no text. */
export interface Changes {
  put<A extends Area>(area: A, key: Key, value: Areas[A]): void;
  delete(area: Area, key: Key): void;
  readonly isEmpty: boolean;
  /** About how large they are. */
  readonly sizeBytes: number;
  /** @param isLast of the frames that a file begins with: before it comes, the file is no copy of anything */
  encode(isLast?: boolean): { text: string; parts: readonly Uint8Array[] };
}

/** One change: without a value, that there is none. */
export type Change = readonly [area: Area, key: Key, value?: unknown];

/**
 * Areas whose values have bytes in them. The text of the others goes through JSON alone, many rows at a time: with a replacer it would take
 * several times as long.
 */
const WITH_BYTES: ReadonlySet<Area> = new Set(['blocks', 'recordings', 'shardBytes']);

/**
 * Areas that have no second copy: what pages write as they go, which no worker sees, and what could not be worked with, which may be anything.
 */
export const UNCOPIED: ReadonlySet<Area> = new Set(['exits', 'aside', 'backup']);

export function noteChanges(): Changes {
  const texts: string[] = [];
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;

  function add(area: Area, text: string): void {
    if (UNCOPIED.has(area)) return;
    texts.push(text);
    sizeBytes += text.length;
  }

  /** Stands in the text for bytes that follow it. */
  function takeBytes(_name: string, value: unknown): unknown {
    if (!(value instanceof Uint8Array)) return value;
    sizeBytes += value.length;
    return { $part: parts.push(value) - 1 };
  }

  return {
    put(area, key, value) {
      if (UNCOPIED.has(area)) return;
      add(area, JSON.stringify([area, key, value], WITH_BYTES.has(area) ? takeBytes : undefined));
    },
    delete: (area, key) => add(area, JSON.stringify([area, key])),
    get isEmpty() {
      return texts.length === 0;
    },
    get sizeBytes() {
      return sizeBytes;
    },
    encode(isLast = false) {
      const sizes = JSON.stringify(parts.map(({ length }) => length));
      return { text: `{"changes":[${texts.join(',')}],"sizes":${sizes},"isLast":${isLast}}`, parts };
    },
  };
}

export function decodeChanges(text: string, bytes: Uint8Array): { changes: Change[]; isLast: boolean } {
  const frame = JSON.parse(text) as { changes: Change[]; sizes: number[]; isLast: boolean };
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const size of frame.sizes) {
    parts.push(bytes.slice(at, at + size));
    at += size;
  }
  const changes = frame.changes.map(
    ([area, key, value]): Change => [area, key, WITH_BYTES.has(area) ? withParts(value, parts) : value],
  );
  return { changes, isLast: frame.isLast };
}

function withParts(value: unknown, parts: readonly Uint8Array[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$part' in value) return parts[value.$part as number];
  if (Array.isArray(value)) return value.map((one) => withParts(one, parts));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withParts(one, parts)]));
}
