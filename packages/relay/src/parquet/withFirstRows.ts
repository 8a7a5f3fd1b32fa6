import type { ByteSource } from './byteSource.ts';
import { InvalidShard } from './invalidShard.ts';
import { CHUNK, LOCATION, OFFSET_INDEX } from './parquetFormat.ts';
import { LIMITS } from './parquetLimits.ts';
import { thriftOf } from './readFooter.ts';
import type { PageFacts } from './shardFacts.ts';
import { ThriftFields } from './thriftFields.ts';

/**
 * The pages of a column with the rows at which they begin, as the file's own index has them, where it has one: where rows have several
 * values, the headers of pages do not say it.
 *
 * @param startByte of the column
 * @throws {InvalidShard} where the index is not that of these pages.
 */
export function withFirstRows(
  source: ByteSource,
  chunk: ThriftFields,
  { pages, startByte, rowCount }: { pages: readonly PageFacts[]; startByte: number; rowCount: number },
): readonly PageFacts[] {
  const offset = chunk.optionalInt64(CHUNK.offsetIndexOffset, 'offset_index_offset');
  const sizeBytes = chunk.optionalInt32(CHUNK.offsetIndexBytes, 'offset_index_length');
  if (offset === undefined || sizeBytes === undefined) return pages;
  if (sizeBytes > LIMITS.footerBytes || offset + sizeBytes > source.sizeBytes)
    throw new InvalidShard('inconsistent', `${chunk.where}: its page index lies outside of the file`);
  const index = new ThriftFields(new Map(), 'its page index', chunk);
  const { tree } = thriftOf(source.read(offset, offset + sizeBytes), index);
  const locations = new ThriftFields(tree, 'its page index', chunk).structs(
    OFFSET_INDEX.locations,
    'page_locations',
  );
  if (locations.length !== pages.length)
    throw new InvalidShard('inconsistent', `${index.where} is of other pages`);
  let before = -1;
  return pages.map((page, i) => {
    const location = locations[i] as ThriftFields;
    const firstRow = location.int64(LOCATION.firstRow, 'first_row_index');
    const isOfPage =
      location.int64(LOCATION.offset, 'offset') === startByte + page.offset &&
      location.int32(LOCATION.sizeBytes, 'compressed_page_size') === page.sizeBytes &&
      (page.firstRow === undefined || page.firstRow === firstRow);
    if (!isOfPage || firstRow <= before || firstRow >= rowCount || (i === 0 && firstRow !== 0))
      throw new InvalidShard('inconsistent', `${index.where} is of other pages`);
    before = firstRow;
    return { ...page, firstRow };
  });
}
