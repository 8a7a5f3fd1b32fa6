import { type FileHandle, open } from 'node:fs/promises';
import { I32, I64, readThrift, type ThriftStruct, writeThrift } from '@parqueue/schema/thrift';
import {
  FILE,
  footerBytes,
  MAGIC,
  numberIn,
  readBytes,
  readFooter,
  setStructs,
  structsIn,
  valueIn,
} from './parquetFooter.ts';

/** Fields by their ids in parquet.thrift. */
const CHUNK = {
  fileOffset: 2,
  metadata: 3,
  offsetIndex: 4,
  offsetLength: 5,
  columnIndex: 6,
  columnLength: 7,
};
const CHUNK_METADATA = {
  sizeBytes: 7,
  dataPage: 9,
  indexPage: 10,
  dictionaryPage: 11,
  bloom: 14,
  bloomLength: 15,
};
const GROUP = { columns: 1, fileOffset: 5, ordinal: 7 };

/** Bytes that are copied at once. */
const PIECE_BYTES = 4_000_000;

/**
 * Writes one file of the row groups of several whose schemas are equal: their pages are copied as they are, none is unpacked, so that
 * recordings stay byte for byte. The index of pages comes along; Bloom filters do not.
 */
export async function joinParquet(paths: readonly string[], target: string): Promise<void> {
  const output = await open(target, 'w');
  try {
    await output.write(MAGIC);
    const state: JoinState = { output, at: MAGIC.length, groups: [], rowCount: 0, indexes: [] };
    let first: ThriftStruct | undefined;
    for (const path of paths) {
      const { tree, rowCount } = await readFooter(path);
      first ??= tree;
      state.rowCount += rowCount;
      const input = await open(path);
      try {
        for (const group of structsIn(tree, FILE.groups)) await copyGroup(input, group, state);
      } finally {
        await input.close();
      }
    }
    if (first === undefined) return;
    for (const index of state.indexes) await writeIndex(index, state);
    setStructs(first, FILE.groups, state.groups);
    first.set(FILE.rowCount, { type: I64, value: state.rowCount });
    await output.write(footerBytes(first));
    await output.sync();
  } finally {
    await output.close();
  }
}

interface JoinState {
  readonly output: FileHandle;
  /** Where the next byte goes. */
  at: number;
  readonly groups: ThriftStruct[];
  rowCount: number;
  readonly indexes: PageIndex[];
}

/** What is said of a column's pages, to be written behind all of them. */
interface PageIndex {
  readonly chunk: ThriftStruct;
  readonly offsets: Uint8Array;
  readonly bounds: Uint8Array | undefined;
}

async function copyGroup(input: FileHandle, group: ThriftStruct, state: JoinState): Promise<void> {
  const startByte = state.at;
  for (const chunk of structsIn(group, GROUP.columns)) await copyChunk(input, chunk, state);
  group.delete(GROUP.ordinal);
  if (group.has(GROUP.fileOffset)) group.set(GROUP.fileOffset, { type: I64, value: startByte });
  state.groups.push(group);
}

async function copyChunk(input: FileHandle, chunk: ThriftStruct, state: JoinState): Promise<void> {
  const metadata = valueIn(chunk, CHUNK.metadata) as ThriftStruct;
  const data = numberIn(metadata, CHUNK_METADATA.dataPage);
  // Some writers say 0 where there is no dictionary.
  const dictionary = numberIn(metadata, CHUNK_METADATA.dictionaryPage);
  const from = dictionary > 0 ? Math.min(dictionary, data) : data;
  const to = from + numberIn(metadata, CHUNK_METADATA.sizeBytes);
  const shift = state.at - from;
  const index = await readIndex(input, chunk, shift);
  for (let at = from; at < to; at += PIECE_BYTES) {
    const piece = await readBytes(input, at, Math.min(to, at + PIECE_BYTES));
    await state.output.write(piece);
    state.at += piece.length;
  }
  for (const id of [CHUNK_METADATA.dataPage, CHUNK_METADATA.indexPage, CHUNK_METADATA.dictionaryPage])
    if (numberIn(metadata, id) > 0) metadata.set(id, { type: I64, value: numberIn(metadata, id) + shift });
  for (const id of [CHUNK_METADATA.bloom, CHUNK_METADATA.bloomLength]) metadata.delete(id);
  for (const id of [CHUNK.offsetIndex, CHUNK.offsetLength, CHUNK.columnIndex, CHUNK.columnLength])
    chunk.delete(id);
  const fileOffset = numberIn(chunk, CHUNK.fileOffset);
  if (fileOffset > 0) chunk.set(CHUNK.fileOffset, { type: I64, value: fileOffset + shift });
  if (index !== undefined) state.indexes.push({ chunk, ...index });
}

/** The places of the pages, moved along with them. */
async function readIndex(
  input: FileHandle,
  chunk: ThriftStruct,
  shift: number,
): Promise<Omit<PageIndex, 'chunk'> | undefined> {
  const read = async (offsetId: number, lengthId: number): Promise<Uint8Array | undefined> => {
    const startByte = numberIn(chunk, offsetId);
    return startByte > 0 ? readBytes(input, startByte, startByte + numberIn(chunk, lengthId)) : undefined;
  };
  const offsets = await read(CHUNK.offsetIndex, CHUNK.offsetLength);
  if (offsets === undefined) return undefined;
  const { tree } = readThrift(offsets);
  for (const page of structsIn(tree, 1)) page.set(1, { type: I64, value: numberIn(page, 1) + shift });
  return { offsets: writeThrift(tree), bounds: await read(CHUNK.columnIndex, CHUNK.columnLength) };
}

async function writeIndex({ chunk, offsets, bounds }: PageIndex, state: JoinState): Promise<void> {
  const put = async (bytes: Uint8Array, offsetId: number, lengthId: number): Promise<void> => {
    chunk.set(offsetId, { type: I64, value: state.at });
    chunk.set(lengthId, { type: I32, value: bytes.length });
    await state.output.write(bytes);
    state.at += bytes.length;
  };
  await put(offsets, CHUNK.offsetIndex, CHUNK.offsetLength);
  if (bounds !== undefined) await put(bounds, CHUNK.columnIndex, CHUNK.columnLength);
  // Fields stand in ascending order in a struct.
  const sorted = [...chunk].sort(([a], [b]) => a - b);
  chunk.clear();
  for (const [id, field] of sorted) chunk.set(id, field);
}
