import { I32, STRUCT, type ThriftField, type ThriftStruct, writeThrift } from '@parqueue/schema/thrift';
import type { AudioFile } from './shardWriter.ts';

/** The bytes of an audio column in one row group: the pieces of its pages in order, the files themselves among them, uncopied. */
export interface AudioChunk {
  readonly pieces: readonly Uint8Array[];
  readonly sizeBytes: number;
  readonly pages: readonly AudioPage[];
}

export interface AudioPage {
  /** From the start of the chunk. */
  readonly offset: number;
  readonly sizeBytes: number;
  readonly firstRow: number;
}

/** A page with this much takes no further file, so that nearly each has its own: by the page index a reader fetches just the one it wants. */
const ENOUGH_PAGE_BYTES = 2 ** 17;

/** Nulls and values at the two levels of `audio.bytes`, all optional: no audio, and bytes that are there. */
const NULL_LEVEL = 0;
const VALUE_LEVEL = 2;

/** Numbers of https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift. */
const DATA_PAGE = 0;
export const PLAIN = 0;
export const RLE = 3;

/**
 * Lays out the files as uncompressed pages of a nullable binary column: before each file its length in four bytes, as the plain encoding
 * has it (https://github.com/apache/parquet-format/blob/master/Encodings.md). Encoding them any further would only copy them.
 */
export function audioChunk(files: readonly (AudioFile | null)[]): AudioChunk {
  const pieces: Uint8Array[] = [];
  const pages: AudioPage[] = [];
  let sizeBytes = 0;
  for (let firstRow = 0; firstRow < files.length; ) {
    const end = endOfPage(files, firstRow);
    const page = pageOf(files.slice(firstRow, end));
    pages.push({ offset: sizeBytes, sizeBytes: page.sizeBytes, firstRow });
    pieces.push(...page.pieces);
    sizeBytes += page.sizeBytes;
    firstRow = end;
  }
  return { pieces, sizeBytes, pages };
}

function endOfPage(files: readonly (AudioFile | null)[], firstRow: number): number {
  let end = firstRow;
  for (let bytes = 0; end < files.length && bytes < ENOUGH_PAGE_BYTES; end++) {
    bytes += files[end]?.bytes.length ?? 0;
  }
  return end;
}

function pageOf(files: readonly (AudioFile | null)[]) {
  const levels = levelsOf(files);
  const values: Uint8Array[] = [];
  let bodyBytes = levels.length;
  for (const file of files) {
    if (file === null) continue;
    values.push(uint32(file.bytes.length), file.bytes);
    bodyBytes += 4 + file.bytes.length;
  }
  const header = writeThrift(pageHeader(bodyBytes, files.length));
  return { pieces: [header, levels, ...values], sizeBytes: header.length + bodyBytes };
}

const i32 = (value: number) => ({ type: I32, value });

const pageHeader = (bodyBytes: number, valueCount: number): ThriftStruct =>
  new Map<number, ThriftField>([
    [1, i32(DATA_PAGE)],
    [2, i32(bodyBytes)],
    [3, i32(bodyBytes)],
    [5, { type: STRUCT, value: dataPageHeader(valueCount) }],
  ]);

const dataPageHeader = (valueCount: number): ThriftStruct =>
  new Map<number, ThriftField>([
    [1, i32(valueCount)],
    [2, i32(PLAIN)],
    [3, i32(RLE)],
    [4, i32(RLE)],
  ]);

/** Which rows have audio, as runs of equal levels: the length of all, then twice the length of each run as a varint and its level. */
function levelsOf(files: readonly (AudioFile | null)[]): Uint8Array {
  const runs: number[] = [];
  for (let first = 0; first < files.length; ) {
    let end = first + 1;
    while (end < files.length && (files[end] === null) === (files[first] === null)) end++;
    let rest = (end - first) * 2;
    for (; rest > 127; rest >>>= 7) runs.push((rest & 127) | 128);
    runs.push(rest, files[first] === null ? NULL_LEVEL : VALUE_LEVEL);
    first = end;
  }
  return new Uint8Array([...uint32(runs.length), ...runs]);
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
