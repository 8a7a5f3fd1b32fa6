import { InvalidShard } from './invalidShard.ts';
import { CODECS } from './parquetFormat.ts';
import type { PageHeader } from './readPageHeader.ts';
import type { Place } from './thriftFields.ts';

/** As many of the packed bytes as say how large they will be. */
export const PACKING_HEAD_BYTES = 18;

/**
 * Compares the size that a page says it has unpacked with what the packed bytes themselves say, so that no reader allocates on a lie.
 *
 * @param head the first of the packed bytes
 * @throws {InvalidShard}
 */
export function checkPacking(
  head: Uint8Array,
  { packedBytes, unpackedBytes, plainBytes, isPacked }: PageHeader,
  codec: number,
  place: Place,
): void {
  const size = packedBytes - plainBytes;
  const expected = unpackedBytes - plainBytes;
  const said = isPacked && codec !== CODECS.UNCOMPRESSED ? sizeSaidBy(head, codec) : size;
  if (said === expected || (size === 0 && expected === 0)) return;
  throw new InvalidShard(
    'inconsistent',
    said === undefined
      ? `${place.where}: a page does not begin as its codec has it`
      : `${place.where}: a page says it has ${expected} bytes unpacked, and has ${said}`,
  );
}

const sizeSaidBy = (head: Uint8Array, codec: number): number | undefined =>
  codec === CODECS.SNAPPY ? snappySize(head) : zstdSize(head);

/** Snappy begins with the size as a varint: https://github.com/google/snappy/blob/main/format_description.txt */
function snappySize(packed: Uint8Array): number | undefined {
  let size = 0;
  for (let i = 0, scale = 1; i < SNAPPY_SIZE_BYTES; i++, scale *= 128) {
    const byte = packed[i];
    if (byte === undefined) return undefined;
    size += (byte & 127) * scale;
    if (byte < 128) return size;
  }
  return undefined;
}

const SNAPPY_SIZE_BYTES = 5;

/** Begin of a Zstandard frame: https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1 */
const ZSTD_MAGIC = 0xfd2fb528;
const SIZE_BYTES = [0, 2, 4, 8];
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];

/** A frame may leave its size out; writers of Parquet, who know it, do not. */
function zstdSize(packed: Uint8Array): number | undefined {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (packed.length < 6 || view.getUint32(0, true) !== ZSTD_MAGIC) return undefined;
  const descriptor = view.getUint8(4);
  const isSingle = (descriptor & 32) !== 0;
  const flag = descriptor >> 6;
  const sizeBytes = flag === 0 && isSingle ? 1 : (SIZE_BYTES[flag] ?? 0);
  const at = 5 + (isSingle ? 0 : 1) + (DICTIONARY_ID_BYTES[descriptor & 3] ?? 0);
  if (sizeBytes === 0 || at + sizeBytes > packed.length) return undefined;
  switch (sizeBytes) {
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, true) + 256;
    case 4:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}
