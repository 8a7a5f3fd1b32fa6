import {
  I32,
  I64,
  LIST,
  readThrift,
  STRUCT,
  type ThriftField,
  type ThriftList,
  type ThriftStruct,
  type ThriftValue,
  writeThrift,
} from '@parqueue/schema/thrift';
import { concatenate } from '../base/concatenate.ts';
import { type AudioChunk, type AudioPage, PLAIN, RLE } from './audioChunk.ts';

/** One Parquet file made of several. */
export interface ParquetAssembly {
  /**
   * Takes the row groups of a file with the same schema. For the columns in `audio`, by path (`audio.bytes`), that chunk is put in the place
   * of the one in the file. Nothing is copied yet.
   */
  add(file: Uint8Array, audio: ReadonlyMap<string, AudioChunk>): void;
  /** The file: everything that was added is copied once. */
  finish(): Uint8Array<ArrayBuffer>;
}

/** Fields of https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift. */
const FILE = { rowCount: 3, rowGroups: 4 };
const GROUP = { columns: 1, sizeBytes: 2, fileOffset: 5, compressedBytes: 6, ordinal: 7 };
const CHUNK = { metadata: 3, indexOffset: 4, indexBytes: 5 };
const METADATA = {
  type: 1,
  encodings: 2,
  path: 3,
  codec: 4,
  valueCount: 5,
  sizeBytes: 6,
  compressedBytes: 7,
  dataPageOffset: 9,
  dictionaryOffset: 11,
  statistics: 12,
};
/** Least and greatest value, as readers knew them first and as they know them now, and whether they are exact. */
const BOUNDS = [1, 2, 5, 6, 7, 8];
const PAGE_INDEX = { locations: 1 };
const LOCATION = { offset: 1, sizeBytes: 2, firstRow: 3 };

const UNCOMPRESSED = 0;

const MAGIC: Uint8Array = new TextEncoder().encode('PAR1');
/** The length of the footer, then the magic. */
const TAIL_BYTES = 8;
const decoder = new TextDecoder();

export function createParquetAssembly(): ParquetAssembly {
  const pieces: Uint8Array[] = [MAGIC];
  let end = MAGIC.length;
  let footer: ThriftStruct | undefined;
  let rowCount = 0;
  const groups: ThriftStruct[] = [];
  /** Where the pages of each chunk are, which stands between the row groups and the footer. */
  const indexes: { readonly chunk: ThriftStruct; readonly index: ThriftStruct }[] = [];

  function append(piece: Uint8Array): void {
    pieces.push(piece);
    end += piece.length;
  }

  /** Gives by how much the chunk is larger than before, uncompressed and compressed. */
  function addChunk(file: Uint8Array, chunk: ThriftStruct, audio: AudioChunk | undefined): [number, number] {
    const metadata = structOf(chunk, CHUNK.metadata);
    const written = need(metadata, METADATA.compressedBytes);
    const index = readThrift(file, need(chunk, CHUNK.indexOffset)).tree;
    indexes.push({ chunk, index });
    if (audio !== undefined) {
      chunk.set(CHUNK.metadata, { type: STRUCT, value: audioMetadata(metadata, audio, end) });
      index.clear();
      index.set(PAGE_INDEX.locations, locationsOf(audio.pages, end));
      for (const piece of audio.pieces) append(piece);
      return [audio.sizeBytes - need(metadata, METADATA.sizeBytes), audio.sizeBytes - written];
    }
    dropLongBounds(metadata);
    const start = intOf(metadata, METADATA.dictionaryOffset) ?? need(metadata, METADATA.dataPageOffset);
    move(metadata, METADATA.dictionaryOffset, end - start);
    move(metadata, METADATA.dataPageOffset, end - start);
    for (const location of structsOf(index, PAGE_INDEX.locations))
      move(location, LOCATION.offset, end - start);
    append(file.subarray(start, start + written));
    return [0, 0];
  }

  function addGroup(file: Uint8Array, group: ThriftStruct, audio: ReadonlyMap<string, AudioChunk>): void {
    setInt(group, GROUP.fileOffset, end);
    setInt(group, GROUP.ordinal, groups.length);
    for (const chunk of structsOf(group, GROUP.columns)) {
      const path = pathOf(structOf(chunk, CHUNK.metadata));
      const [grown, grownCompressed] = addChunk(file, chunk, audio.get(path));
      move(group, GROUP.sizeBytes, grown);
      move(group, GROUP.compressedBytes, grownCompressed);
    }
    groups.push(group);
  }

  return {
    add(file, audio) {
      const added = readThrift(file, footerStart(file)).tree;
      footer ??= added;
      rowCount += need(added, FILE.rowCount);
      for (const group of structsOf(added, FILE.rowGroups)) addGroup(file, group, audio);
    },
    finish() {
      if (footer === undefined) throw new Error('a Parquet file of nothing');
      for (const { chunk, index } of indexes) {
        const bytes = writeThrift(index);
        setInt(chunk, CHUNK.indexOffset, end);
        setInt(chunk, CHUNK.indexBytes, bytes.length);
        append(bytes);
      }
      setInt(footer, FILE.rowCount, rowCount);
      footer.set(FILE.rowGroups, listOf(groups));
      const footerBytes = writeThrift(footer);
      append(footerBytes);
      append(tailOf(footerBytes.length));
      return concatenate(pieces);
    },
  };
}

/** What is said of a chunk of audio. Of what the WASM wrote in its place, only type, path and number of values hold for it, too. */
function audioMetadata(written: ThriftStruct, { sizeBytes }: AudioChunk, at: number): ThriftStruct {
  const kept = (id: number) => [id, written.get(id) as ThriftField] as const;
  return new Map<number, ThriftField>([
    kept(METADATA.type),
    [METADATA.encodings, { type: LIST, value: { elementType: I32, values: [PLAIN, RLE] } }],
    kept(METADATA.path),
    [METADATA.codec, { type: I32, value: UNCOMPRESSED }],
    kept(METADATA.valueCount),
    [METADATA.sizeBytes, { type: I64, value: sizeBytes }],
    [METADATA.compressedBytes, { type: I64, value: sizeBytes }],
    [METADATA.dataPageOffset, { type: I64, value: at }],
  ]);
}

/**
 * The bounds of a column are cut to 64 bytes, which parquet-wasm can do only where a text of that length is greater than all of the column:
 * of U+FFFF alone there is none, and the whole text would stand in the footer.
 */
function dropLongBounds(metadata: ThriftStruct): void {
  const statistics = structOf(metadata, METADATA.statistics);
  const isLong = BOUNDS.some((id) => {
    const value = statistics?.get(id)?.value;
    return value instanceof Uint8Array && value.length > MAX_BOUND_BYTES;
  });
  if (isLong) for (const id of BOUNDS) statistics.delete(id);
}

const MAX_BOUND_BYTES = 64;

const locationsOf = (pages: readonly AudioPage[], start: number) =>
  listOf(
    pages.map(
      ({ offset, sizeBytes, firstRow }): ThriftStruct =>
        new Map<number, ThriftField>([
          [LOCATION.offset, { type: I64, value: start + offset }],
          [LOCATION.sizeBytes, { type: I32, value: sizeBytes }],
          [LOCATION.firstRow, { type: I64, value: firstRow }],
        ]),
    ),
  );

/** How long the footer of a file is. */
export const footerBytesOf = (file: Uint8Array): number => file.length - TAIL_BYTES - footerStart(file);

function footerStart(file: Uint8Array): number {
  const tail = file.length - TAIL_BYTES;
  return tail - new DataView(file.buffer, file.byteOffset + tail).getUint32(0, true);
}

function tailOf(footerBytes: number): Uint8Array {
  const tail = new Uint8Array(TAIL_BYTES);
  new DataView(tail.buffer).setUint32(0, footerBytes, true);
  tail.set(MAGIC, TAIL_BYTES - MAGIC.length);
  return tail;
}

const listOf = (values: ThriftStruct[]) => ({ type: LIST, value: { elementType: STRUCT, values } });

const structOf = (parent: ThriftStruct, id: number): ThriftStruct => parent.get(id)?.value as ThriftStruct;

const intOf = (parent: ThriftStruct, id: number): number | undefined =>
  parent.get(id)?.value as number | undefined;

function need(parent: ThriftStruct, id: number): number {
  const value = intOf(parent, id);
  if (value === undefined) throw new Error(`the file that was written has no field ${id} where one must be`);
  return value;
}

/** Sets a number, where there is one. */
function setInt(parent: ThriftStruct, id: number, value: number): void {
  const field = parent.get(id);
  if (field !== undefined) parent.set(id, { ...field, value });
}

/** Adds to a number, where there is one. */
const move = (parent: ThriftStruct, id: number, by: number): void =>
  setInt(parent, id, (intOf(parent, id) ?? 0) + by);

const valuesOf = (parent: ThriftStruct, id: number): readonly ThriftValue[] =>
  (parent.get(id)?.value as ThriftList | undefined)?.values ?? [];

const structsOf = (parent: ThriftStruct, id: number) => valuesOf(parent, id) as readonly ThriftStruct[];

const pathOf = (metadata: ThriftStruct): string =>
  valuesOf(metadata, METADATA.path)
    .map((part) => decoder.decode(part as Uint8Array))
    .join('.');
