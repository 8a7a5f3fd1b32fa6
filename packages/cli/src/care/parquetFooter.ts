import { type FileHandle, open } from 'node:fs/promises';
import {
  LIST,
  readThrift,
  STRUCT,
  type ThriftList,
  type ThriftStruct,
  type ThriftValue,
  writeThrift,
} from '@parqueue/schema/thrift';
import { CommandError } from '../commandError.ts';

/** What stands at the end of a Parquet file (https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift). */
export interface ParquetFooter {
  readonly tree: ThriftStruct;
  /** Where it begins. */
  readonly startByte: number;
  readonly rowCount: number;
  readonly columns: readonly ParquetColumn[];
  /** The texts of its metadata, by key. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** A column at the top of a file's schema. */
export interface ParquetColumn {
  readonly name: string;
  /** Its elements and those below it, as they stand in the file: equal texts are equal types. */
  readonly signature: string;
  readonly elements: readonly ThriftStruct[];
}

/** Fields by their ids in parquet.thrift. */
export const FILE = { schema: 2, rowCount: 3, groups: 4, metadata: 5 } as const;
export const ELEMENT = { type: 1, repetition: 3, name: 4, childCount: 5, converted: 6, logical: 10 } as const;
export const MAGIC = new TextEncoder().encode('PAR1');
const TAIL_BYTES = 8;

export async function readFooter(path: string): Promise<ParquetFooter> {
  const file = await open(path);
  try {
    return await footerOf(file, path);
  } finally {
    await file.close();
  }
}

async function footerOf(file: FileHandle, path: string): Promise<ParquetFooter> {
  const { size } = await file.stat();
  const tail = await readBytes(file, Math.max(0, size - TAIL_BYTES), size);
  if (size < 12 || Buffer.from(tail.subarray(4)).toString('latin1') !== 'PAR1')
    throw new CommandError(`${path}: is no Parquet file; it is left alone`);
  const startByte = size - TAIL_BYTES - new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  if (startByte < MAGIC.length) throw new CommandError(`${path}: its footer is broken; it is left alone`);
  const { tree } = readThrift(await readBytes(file, startByte, size - TAIL_BYTES));
  return {
    tree,
    startByte,
    rowCount: numberIn(tree, FILE.rowCount),
    columns: columnsOf(structsIn(tree, FILE.schema)),
    metadata: new Map(
      structsIn(tree, FILE.metadata).map((entry) => [textIn(entry, 1), textIn(entry, 2)] as const),
    ),
  };
}

export async function readBytes(file: FileHandle, startByte: number, endByte: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(endByte - startByte);
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, startByte + at);
    if (bytesRead === 0) throw new CommandError('a Parquet file ends before its pages do');
    at += bytesRead;
  }
  return bytes;
}

/** The schema is a list in the order of a walk: the root, then each column with all that is below it. */
function columnsOf(elements: readonly ThriftStruct[]): ParquetColumn[] {
  const columns: ParquetColumn[] = [];
  for (let at = 1; at < elements.length; ) {
    const startAt = at;
    for (let open = 1; open > 0 && at < elements.length; at++)
      open += numberIn(elements[at] as ThriftStruct, ELEMENT.childCount) - 1;
    const own = elements.slice(startAt, at);
    columns.push({
      name: textIn(own[0] as ThriftStruct, ELEMENT.name),
      signature: own.map((element) => Buffer.from(writeThrift(element)).toString('base64')).join(' '),
      elements: own,
    });
  }
  return columns;
}

export const valueIn = (tree: ThriftStruct, id: number): ThriftValue | undefined => tree.get(id)?.value;

export const numberIn = (tree: ThriftStruct, id: number): number => Number(valueIn(tree, id) ?? 0);

export const textIn = (tree: ThriftStruct, id: number): string =>
  Buffer.from((valueIn(tree, id) as Uint8Array | undefined) ?? []).toString('utf8');

export const structsIn = (tree: ThriftStruct, id: number): ThriftStruct[] =>
  ((valueIn(tree, id) as ThriftList | undefined)?.values ?? []) as ThriftStruct[];

export function setStructs(tree: ThriftStruct, id: number, values: readonly ThriftStruct[]): void {
  tree.set(id, { type: LIST, value: { elementType: STRUCT, values: [...values] } });
}

/** The footer, its length and the magic: the last bytes of a file. */
export function footerBytes(tree: ThriftStruct): Uint8Array {
  const body = writeThrift(tree);
  const bytes = new Uint8Array(body.length + TAIL_BYTES);
  bytes.set(body);
  new DataView(bytes.buffer).setUint32(body.length, body.length, true);
  bytes.set(MAGIC, body.length + 4);
  return bytes;
}
