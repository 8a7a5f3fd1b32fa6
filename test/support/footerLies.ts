import {
  type ColumnChunk,
  type ColumnMetaData,
  parquetMetadata,
  type RowGroup,
  readOffsetIndex,
} from 'hyparquet';
import { deserializeTCompactProtocol } from 'hyparquet/src/thrift.js';

/** By https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift. */
const DICTIONARY_PAGE = 2;

interface Page {
  readonly at: number;
  readonly sizeBytes: number;
  readonly uncompressedBytes: number;
  readonly isDictionary: boolean;
  readonly valueCount: number;
}

/**
 * What a Parquet file says of itself and what is not so, from walking all its pages: where chunks, pages and indexes lie, that together they
 * fill the file, their sizes and numbers. Empty for a file that is true.
 */
export function footerLies(file: Uint8Array<ArrayBuffer>): string[] {
  const lies: string[] = [];
  const footer = parquetMetadata(file.buffer);
  const footerAt = file.length - 8 - footer.metadata_length;
  const pieces: [start: number, end: number, what: string][] = [
    [0, 4, 'magic'],
    [footerAt, file.length, 'footer'],
  ];
  const say = (where: string) => (what: string, said: unknown, is: unknown) => {
    if (said !== undefined && Number(said) !== Number(is))
      lies.push(`${where}: ${what} is ${is}, not ${said}`);
  };
  footer.row_groups.forEach((group, i) => {
    checkGroup(group, say(`row group ${i}`));
    for (const chunk of group.columns) {
      const path = `row group ${i}, ${chunk.meta_data?.path_in_schema.join('.')}`;
      pieces.push(...checkChunk(file, chunk, Number(group.num_rows), path, say(path)));
    }
  });
  say('file')(
    'number of rows',
    footer.num_rows,
    sum(footer.row_groups, ({ num_rows }) => num_rows),
  );
  pieces.sort(([a], [b]) => a - b);
  for (const [i, [start, , what]] of pieces.slice(1).entries()) say(what)('start', pieces[i]?.[1], start);
  return lies;
}

type Say = (what: string, said: unknown, is: unknown) => void;

const sum = <T>(from: readonly T[], number: (one: T) => bigint | number | undefined): number =>
  from.reduce((total, one) => total + Number(number(one) ?? 0), 0);

function checkGroup(group: RowGroup, say: Say): void {
  const { columns, total_byte_size, total_compressed_size, file_offset } = group;
  say(
    'size',
    total_byte_size,
    sum(columns, ({ meta_data }) => meta_data?.total_uncompressed_size),
  );
  say(
    'compressed size',
    total_compressed_size,
    sum(columns, ({ meta_data }) => meta_data?.total_compressed_size),
  );
  say('offset', file_offset, startOf(columns[0]?.meta_data as ColumnMetaData));
}

const startOf = ({ dictionary_page_offset, data_page_offset }: ColumnMetaData): number =>
  Number(dictionary_page_offset ?? data_page_offset);

function checkChunk(
  file: Uint8Array<ArrayBuffer>,
  chunk: ColumnChunk,
  rowCount: number,
  path: string,
  say: Say,
) {
  const metadata = chunk.meta_data as ColumnMetaData;
  const start = startOf(metadata);
  const end = start + Number(metadata.total_compressed_size);
  const pages = pagesIn(file, start, end);
  const dataPages = pages.filter(({ isDictionary }) => !isDictionary);
  say(
    'end of pages',
    end,
    sum(pages.slice(-1), ({ at, sizeBytes }) => at + sizeBytes),
  );
  say('first page', metadata.data_page_offset, dataPages[0]?.at);
  say(
    'uncompressed size',
    metadata.total_uncompressed_size,
    sum(pages, ({ uncompressedBytes }) => uncompressedBytes),
  );
  say(
    'number of values',
    metadata.num_values,
    sum(dataPages, ({ valueCount }) => valueCount),
  );
  const isRepeated = metadata.path_in_schema.includes('list');
  if (!isRepeated) say('number of values', metadata.num_values, rowCount);
  if (chunk.offset_index_offset === undefined) return [[start, end, path]] as [number, number, string][];
  checkIndex(file, chunk, dataPages, isRepeated, say);
  const indexAt = Number(chunk.offset_index_offset);
  return [
    [start, end, path],
    [indexAt, indexAt + Number(chunk.offset_index_length), `${path}: index`],
  ] as [number, number, string][];
}

function checkIndex(
  file: Uint8Array<ArrayBuffer>,
  { offset_index_offset }: ColumnChunk,
  pages: readonly Page[],
  isRepeated: boolean,
  say: Say,
): void {
  const reader = { view: new DataView(file.buffer), offset: Number(offset_index_offset) };
  const { page_locations } = readOffsetIndex(reader);
  say('pages in the index', page_locations.length, pages.length);
  page_locations.forEach(({ offset, compressed_page_size, first_row_index }, i) => {
    say(`offset of page ${i}`, offset, pages[i]?.at);
    say(`size of page ${i}`, compressed_page_size, pages[i]?.sizeBytes);
    if (!isRepeated)
      say(
        `first row of page ${i}`,
        first_row_index,
        sum(pages.slice(0, i), ({ valueCount }) => valueCount),
      );
  });
}

/** A page header: fields 1, 2, 3 are type, length and compressed length; 5, 7 and 8 are the headers of the kinds of pages. */
interface PageHeader {
  readonly field_1: number;
  readonly field_2: number;
  readonly field_3: number;
  readonly field_5?: { readonly field_1: number };
  readonly field_7?: { readonly field_1: number };
  readonly field_8?: { readonly field_1: number };
}

function pagesIn(file: Uint8Array<ArrayBuffer>, start: number, end: number): Page[] {
  const pages: Page[] = [];
  const reader = { view: new DataView(file.buffer), offset: start };
  while (reader.offset < end) {
    const at = reader.offset;
    const header = deserializeTCompactProtocol(reader) as unknown as PageHeader;
    const headerBytes = reader.offset - at;
    reader.offset += header.field_3;
    pages.push({
      at,
      sizeBytes: headerBytes + header.field_3,
      uncompressedBytes: headerBytes + header.field_2,
      isDictionary: header.field_1 === DICTIONARY_PAGE,
      valueCount: (header.field_5 ?? header.field_7 ?? header.field_8)?.field_1 ?? 0,
    });
  }
  return pages;
}
