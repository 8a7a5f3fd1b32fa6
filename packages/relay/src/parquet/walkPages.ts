import type { ParquetLeaf } from '@parqueue/schema/parquet';
import type { ByteSource } from './byteSource.ts';
import { checkPacking, PACKING_HEAD_BYTES } from './checkPacking.ts';
import { InvalidShard } from './invalidShard.ts';
import { LIMITS } from './parquetLimits.ts';
import type { ClaimedColumn } from './readColumn.ts';
import { thriftOf } from './readFooter.ts';
import { type PageHeader, readPageHeader } from './readPageHeader.ts';
import type { PageFacts } from './shardFacts.ts';
import { type Place, ThriftFields } from './thriftFields.ts';

/**
 * Walks the pages of a column by their headers, unpacking none: they must fill it without a gap, a dictionary only at its begin, and add
 * up to what the footer says.
 *
 * @throws {InvalidShard}
 */
export function walkPages(
  source: ByteSource,
  column: ClaimedColumn,
  leaf: ParquetLeaf,
  place: Place,
): PageFacts[] {
  const pages: PageFacts[] = [];
  let valueCount = 0;
  let unpackedBytes = 0;
  for (let offset = 0; offset < column.sizeBytes; ) {
    const isDictionary = offset < column.dataOffset;
    const page = readPage(source, column, leaf, offset, place);
    if (page.isDictionary !== isDictionary)
      throw new InvalidShard(
        'inconsistent',
        `${place.where} has a dictionary where it has none, or the other way round`,
      );
    const sizeBytes = page.headerBytes + page.packedBytes;
    unpackedBytes += page.headerBytes + page.unpackedBytes;
    if (!isDictionary) {
      const firstRow = leaf.maxRepetition === 0 ? valueCount : undefined;
      pages.push({ offset, sizeBytes, valueCount: page.valueCount, firstRow });
      valueCount += page.valueCount;
    } else if (sizeBytes !== column.dataOffset) {
      throw new InvalidShard('inconsistent', `${place.where}: values do not follow the dictionary`);
    }
    if (pages.length > LIMITS.pages) throw new InvalidShard('too_large', `${place.where} has too many pages`);
    offset += sizeBytes;
  }
  if (valueCount !== column.valueCount)
    throw new InvalidShard(
      'inconsistent',
      `${place.where}: its pages have ${valueCount} values, not ${column.valueCount}`,
    );
  if (unpackedBytes !== column.unpackedBytes)
    throw new InvalidShard(
      'inconsistent',
      `${place.where}: its pages have ${unpackedBytes} bytes, not ${column.unpackedBytes}`,
    );
  return pages;
}

export interface Page extends PageHeader {
  readonly headerBytes: number;
}

/** The header of a page that begins at an offset in its column, compared with its place and its first bytes. */
export function readPage(
  source: ByteSource,
  { startByte, sizeBytes, codec }: Pick<ClaimedColumn, 'startByte' | 'sizeBytes' | 'codec'>,
  leaf: ParquetLeaf,
  offset: number,
  place: Place,
): Page {
  const headStart = startByte + offset;
  const end = Math.min(startByte + sizeBytes, headStart + LIMITS.pageHeaderBytes);
  const { tree, end: headerBytes } = thriftOf(source.read(headStart, end), place);
  const header = readPageHeader(new ThriftFields(tree, 'the header of a page', place), leaf);
  const bodyStart = headStart + headerBytes;
  if (bodyStart + header.packedBytes > startByte + sizeBytes)
    throw new InvalidShard('inconsistent', `${place.where} has a page that reaches beyond it`);
  const packedStart = bodyStart + header.plainBytes;
  const packedHead = source.read(
    packedStart,
    Math.min(packedStart + PACKING_HEAD_BYTES, bodyStart + header.packedBytes),
  );
  checkPacking(packedHead, header, codec, place);
  return { ...header, headerBytes };
}
