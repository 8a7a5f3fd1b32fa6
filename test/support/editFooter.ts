import {
  readThrift,
  type ThriftField,
  type ThriftList,
  type ThriftStruct,
  writeThrift,
} from '@parqueue/schema/thrift';
import { MAGIC, TAIL_BYTES } from '../../packages/relay/src/parquet/parquetFormat.ts';

/** A file with another footer behind the same pages. */
export function editFooter(file: Uint8Array, edit: (footer: ThriftStruct) => void): Uint8Array<ArrayBuffer> {
  const tailStart = file.length - TAIL_BYTES;
  const start = tailStart - new DataView(file.buffer, file.byteOffset + tailStart).getUint32(0, true);
  const { tree } = readThrift(file.subarray(start, tailStart));
  edit(tree);
  return withFooter(file.subarray(0, start), writeThrift(tree));
}

/** Pages with any bytes as their footer. */
export function withFooter(pages: Uint8Array, footer: Uint8Array): Uint8Array<ArrayBuffer> {
  const edited = new Uint8Array(pages.length + footer.length + TAIL_BYTES);
  edited.set(pages);
  edited.set(footer, pages.length);
  new DataView(edited.buffer).setUint32(pages.length + footer.length, footer.length, true);
  edited.set(MAGIC, edited.length - MAGIC.length);
  return edited;
}

/** The struct that lies at a way of field ids, with indices of lists between. */
export function structAt(tree: ThriftStruct, ...way: readonly number[]): ThriftStruct {
  let struct = tree;
  for (let i = 0; i < way.length; i++) {
    const { value } = struct.get(way[i] as number) as ThriftField;
    struct = (
      value instanceof Map ? value : (value as ThriftList).values[way[++i] as number]
    ) as ThriftStruct;
  }
  return struct;
}

export function setNumber(struct: ThriftStruct, id: number, value: number): void {
  struct.set(id, { ...(struct.get(id) as ThriftField), value });
}

/** Puts a field where its id belongs: fields stand in order. */
export function addField(struct: ThriftStruct, id: number, field: ThriftField): void {
  const fields = [...struct, [id, field] as const].sort(([a], [b]) => a - b);
  struct.clear();
  for (const [fieldId, value] of fields) struct.set(fieldId, value);
}
