import {
  audio,
  type Cells,
  table as defineTable,
  HUGGINGFACE_KEY,
  huggingfaceMetadata,
  int32,
  list,
  string,
} from '@parqueue/schema';
import { readThrift } from '@parqueue/schema/thrift';
import { RecordBatchReader } from 'apache-arrow';
import { type ColumnMetaData, type FileMetaData, parquetMetadata, readOffsetIndex } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { parquetWasmBytes } from '../../../../test/support/parquetWasm.ts';
import { presetSamples } from '../../../../test/support/presetSamples.ts';
import { readWithDuckDb, readWithHyparquet } from '../../../../test/support/shardReaders.ts';
import {
  clipCell,
  everyFeature,
  expectedRows,
  randomRows,
  readSampleClip,
} from '../../../../test/support/shardSamples.ts';
import { createParquetWasmWriter } from './parquetWasmWriter.ts';
import { shardWriterContract } from './shardWriter.contract.ts';

const create = () =>
  createParquetWasmWriter({
    loadWasm: () => ({ module_or_path: parquetWasmBytes() }),
    createdBy: 'parqueue-sdk version 0.1.0',
  });

shardWriterContract('parquet-wasm', {
  format: 'parquet',
  create,
  readers: { hyparquet: readWithHyparquet, DuckDB: readWithDuckDb },
  presets: presetSamples,
});

describe('a Parquet file of parquet-wasm', () => {
  const table = everyFeature.parquet;
  const columns = Object.keys(table.features);

  /** A row with nothing but a clip of some size. */
  const clipRow = (sizeBytes: number, index: number): Cells => [clipCell(sizeBytes, index)];
  const write = (rows: readonly Cells[]) => create().write({ table, rows, readAudio: readSampleClip });
  const footerOf = (file: Uint8Array<ArrayBuffer>): FileMetaData => parquetMetadata(file.buffer);
  /** The chunks of the first row group, by path. */
  const chunksOf = (footer: FileMetaData) =>
    new Map(
      footer.row_groups[0]?.columns.map(({ meta_data }) => [meta_data?.path_in_schema.join('.'), meta_data]),
    );
  const readerOf = (file: Uint8Array<ArrayBuffer>, offset: number) => ({
    view: new DataView(file.buffer),
    offset,
  });
  const rowGroupRows = (footer: FileMetaData) => footer.row_groups.map((group) => Number(group.num_rows));

  it('[SD11] [R9] {000.12} has the features in both places, says what made it, and is optional at every depth', async () => {
    const footer = footerOf(await write(randomRows(table, 20, 1)));
    const metadata = new Map(footer.key_value_metadata?.map(({ key, value }) => [key, value]));
    expect(metadata.get(HUGGINGFACE_KEY)).toBe(huggingfaceMetadata(table));
    const arrow = RecordBatchReader.from(Buffer.from(metadata.get('ARROW:schema') ?? '', 'base64')).open();
    expect(arrow.schema.metadata.get(HUGGINGFACE_KEY)).toBe(huggingfaceMetadata(table));
    expect(footer.created_by).toBe('parqueue-sdk version 0.1.0');
    const [root, ...elements] = footer.schema;
    expect(root?.num_children).toBe(columns.length);
    const required = elements.filter(({ repetition_type, name }) => {
      // The middle level of a list is repeated; that is how Parquet has lists.
      return repetition_type !== (name === 'list' ? 'REPEATED' : 'OPTIONAL');
    });
    expect(required).toEqual([]);
  });

  it('[SD11] has zstd, dictionaries and statistics for flat columns, and audio as it is', async () => {
    const chunks = chunksOf(footerOf(await write(randomRows(table, 2000, 2))));
    for (const column of [
      'text',
      'small',
      'large',
      'real',
      'flag',
      'at',
      'detail',
      'label',
      'row_id',
      'revision',
    ]) {
      const chunk = chunks.get(column);
      expect([column, chunk?.codec, chunk?.statistics?.null_count !== undefined]).toEqual([
        column,
        'ZSTD',
        true,
      ]);
    }
    expect(chunks.get('label')?.encodings).toContain('RLE_DICTIONARY');
    for (const column of ['clip.bytes', 'second.bytes']) {
      const chunk = chunks.get(column);
      expect([chunk?.codec, chunk?.encodings, chunk?.statistics?.min_value]).toEqual([
        'UNCOMPRESSED',
        ['PLAIN', 'RLE'],
        undefined,
      ]);
    }
  });

  it('has zstd for nested columns too, beside audio and without it', async () => {
    const { clip, second, ...features } = table.features;
    for (const definition of [table, { ...table, features }]) {
      const rows = randomRows(definition, 500, 3);
      const file = await create().write({ table: definition, rows, readAudio: readSampleClip });
      const chunks = [...chunksOf(footerOf(file))].filter(
        ([path]) => !/^(clip|second)\.bytes$/.test(path ?? ''),
      );
      expect(chunks.length).toBeGreaterThan(15);
      expect(new Set(chunks.map(([, chunk]) => chunk?.codec))).toEqual(new Set(['ZSTD']));
    }
  });

  it('has a page index that names every page, each clip in its own', async () => {
    const file = await write(Array.from({ length: 30 }, (_, i) => clipRow(300_000, i)));
    const footer = footerOf(file);
    for (const { columns: chunks } of footer.row_groups) {
      for (const chunk of chunks) {
        const { data_page_offset, total_compressed_size, dictionary_page_offset } =
          chunk.meta_data as ColumnMetaData;
        const { page_locations } = readOffsetIndex(readerOf(file, Number(chunk.offset_index_offset)));
        const start = Number(dictionary_page_offset ?? data_page_offset);
        expect(Number(page_locations[0]?.offset)).toBe(Number(data_page_offset));
        const last = page_locations.at(-1);
        expect(Number(last?.offset) + (last?.compressed_page_size ?? 0)).toBe(
          start + Number(total_compressed_size),
        );
      }
    }
    const [first] = footer.row_groups[0]?.columns ?? [];
    const audioPages = readOffsetIndex(readerOf(file, Number(first?.offset_index_offset))).page_locations;
    expect(audioPages.map((page) => Number(page.first_row_index))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const { offset } of audioPages) {
      expect(readThrift(file, Number(offset)).tree.get(1)?.value).toBe(0);
    }
  });

  it('has dictionaries for columns that repeat themselves, and none for ids', async () => {
    const index = (column: string): number => columns.indexOf(column);
    const rows = randomRows(table, 300, 4).map((cells, i) => {
      const row = [...cells];
      row[index('row_id')] = `id ${i}`;
      row[index('text')] = `one of ${i % 9}`;
      return row;
    });
    const chunks = chunksOf(footerOf(await write(rows)));
    expect(chunks.get('text')?.encodings).toContain('RLE_DICTIONARY');
    expect(chunks.get('row_id')?.encodings).not.toContain('RLE_DICTIONARY');
  });

  it('has row groups of 3 to 8 MB of audio, and a larger one only for a larger clip', async () => {
    const sizes = [
      300_000,
      8_500_000,
      2_900_000,
      5_000_000,
      2_900_000,
      5_200_000,
      0,
      0,
      ...Array(11).fill(300_000),
    ];
    const rows = sizes.map(clipRow);
    const file = await write(rows);
    expect(rowGroupRows(footerOf(file))).toEqual([1, 1, 2, 1, 1, 12, 1]);
    expect(await readWithHyparquet(file, table)).toEqual(await expectedRows(table, rows));
    expect(await readWithDuckDb(file, table)).toEqual(await expectedRows(table, rows));
  });

  it('without audio has row groups of 4 MB', async () => {
    const counts = defineTable({ name: 'counts', features: { n: int32() }, revisions: false });
    const rows = Array.from({ length: 1_000_001 }, (_, n): Cells => [n]);
    const file = await create().write({ table: counts, rows, readAudio: readSampleClip });
    expect(rowGroupRows(footerOf(file))).toEqual([500_000, 500_000, 1]);
    expect((await readWithHyparquet(file, counts)).every(([n], i) => n === i)).toBe(true);
    expect((await readWithDuckDb(file, counts)).every(([n], i) => n === i)).toBe(true);
  });

  it('reads each clip once, in order, and not before it has room for it', async () => {
    const asked: number[] = [];
    let open = 0;
    await create().write({
      table,
      rows: Array.from({ length: 40 }, (_, i) => clipRow(1_000_000, i)),
      async readAudio(id, index) {
        expect(++open).toBe(1);
        asked.push(index);
        const file = await readSampleClip(id, index);
        open--;
        return file;
      },
    });
    expect(asked).toEqual(Array.from({ length: 40 }, (_, i) => i));
  });

  it('has null for a clip that is gone', async () => {
    const file = await write([[['gone', 0]], clipRow(1, 1)]);
    expect(await readWithHyparquet(file, table)).toEqual(await expectedRows(table, [[], clipRow(1, 1)]));
  });

  it.each([0, 5, 39])('is not written when clip %i cannot be read, and the next one is', async (bad) => {
    const writer = create();
    const cause = new Error('the disk is gone');
    const rows = Array.from({ length: 40 }, (_, i) => clipRow(1_000_000, i));
    const readAudio = async (id: string, index: number) => {
      if (index === bad) throw cause;
      return readSampleClip(id, index);
    };
    await expect(writer.write({ table, rows, readAudio })).rejects.toMatchObject({ code: 'unread', cause });
    const file = await writer.write({ table, rows, readAudio: readSampleClip });
    expect(rowGroupRows(footerOf(file))).toEqual([...Array(13).fill(3), 1]);
  });

  it('is not written when a cell of a later row group is unfit', async () => {
    const rows = Array.from({ length: 9 }, (_, i) => clipRow(1_000_000, i)) as unknown[][];
    rows[8]?.push(5);
    await expect(write(rows as unknown as Cells[])).rejects.toMatchObject({ code: 'unfit' });
  });

  it.each([
    ['without audio', defineTable({ name: 'long', features: { text: string(), texts: list(string()) } })],
    [
      'beside audio',
      defineTable({ name: 'long', features: { text: string(), texts: list(string()), clip: audio() } }),
    ],
  ])('has a small footer even for long texts of which no short one is greater, %s', async (_, long) => {
    const rows = ['\uFFFF', '\u{10FFFF}', '\x7F'].map(
      (last): Cells => [last.repeat(100_000), [last.repeat(100_000)]],
    );
    const file = await create().write({ table: long, rows, readAudio: readSampleClip });
    const footer = footerOf(file);
    expect(footer.metadata_length).toBeLessThan(10_000);
    expect(chunksOf(footer).get('text')?.statistics?.null_count).toBe(0n);
    expect(await readWithHyparquet(file, long)).toEqual(await expectedRows(long, rows));
    expect(await readWithDuckDb(file, long)).toEqual(await expectedRows(long, rows));
  });
});
