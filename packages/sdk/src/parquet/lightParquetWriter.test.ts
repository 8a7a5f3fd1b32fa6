import {
  type Cell,
  type Cells,
  table as defineTable,
  float64,
  HUGGINGFACE_KEY,
  huggingfaceMetadata,
  list,
  struct,
  type TableDefinition,
} from '@parqueue/schema';
import { type FileMetaData, parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { lightShards } from '../../../../test/support/lightShards.ts';
import { parquetWasmBytes } from '../../../../test/support/parquetWasm.ts';
import { presetSamples } from '../../../../test/support/presetSamples.ts';
import { sha256Hex } from '../../../../test/support/shardDigests.ts';
import { readWithDuckDb, readWithHyparquet } from '../../../../test/support/shardReaders.ts';
import {
  clipCell,
  everyFeature,
  expectedRows,
  randomRows,
  readSampleClip,
} from '../../../../test/support/shardSamples.ts';
import { createLightParquetWriter } from './lightParquetWriter.ts';
import { createParquetWasmWriter } from './parquetWasmWriter.ts';
import { shardWriterContract } from './shardWriter.contract.ts';

const createdBy = 'parqueue-sdk version 0.1.0';
const create = () => createLightParquetWriter({ createdBy });

shardWriterContract('light', {
  format: 'parquet',
  create,
  readers: { hyparquet: readWithHyparquet, DuckDB: readWithDuckDb },
  presets: presetSamples,
});

describe('a Parquet file of the light writer', () => {
  const table = everyFeature.parquet;

  const write = (rows: readonly Cells[], definition: TableDefinition = table) =>
    create().write({ table: definition, rows, readAudio: readSampleClip });
  const footerOf = (file: Uint8Array<ArrayBuffer>): FileMetaData => parquetMetadata(file.buffer);
  const chunksOf = (footer: FileMetaData) =>
    new Map(
      footer.row_groups[0]?.columns.map(({ meta_data }) => [meta_data?.path_in_schema.join('.'), meta_data]),
    );

  it('[SD11] [SD12] [R9] has the features in the footer, no Arrow schema beside them, and says what made it', async () => {
    const footer = footerOf(await write(randomRows(table, 20, 1)));
    expect(footer.key_value_metadata).toEqual([{ key: HUGGINGFACE_KEY, value: huggingfaceMetadata(table) }]);
    expect(footer.created_by).toBe(createdBy);
  });

  it.each([table, ...presetSamples.map(([preset]) => preset)])(
    '[SD12] [R9] of $name has the schema that parquet-wasm gives it, so that files of both lie in one folder',
    async (definition) => {
      const wasm = createParquetWasmWriter({
        loadWasm: () => ({ module_or_path: parquetWasmBytes() }),
        createdBy,
      });
      const rows = randomRows(definition, 20, 2);
      const [light, full] = await Promise.all([
        write(rows, definition),
        wasm.write({ table: definition, rows, readAudio: readSampleClip }),
      ]);
      expect(footerOf(light).schema).toEqual(footerOf(full).schema);
    },
  );

  it('has snappy and statistics for all but audio, which is as it is', async () => {
    for (const [column, chunk] of chunksOf(footerOf(await write(randomRows(table, 300, 3))))) {
      const isAudio = /^(clip|second)\./.test(column ?? '');
      expect([column, chunk?.codec, chunk?.statistics?.null_count !== undefined]).toEqual([
        column,
        isAudio ? 'UNCOMPRESSED' : 'SNAPPY',
        !isAudio,
      ]);
      if (isAudio) expect([column, chunk?.encodings]).toEqual([column, ['PLAIN']]);
    }
  });

  it.each(lightShards)('in Node, of %s, has the bytes that are known', async (_, { table, rows, sha256 }) => {
    const writer = createLightParquetWriter({ createdBy: 'parqueue-sdk version 0.0.0' });
    const file = await writer.write({ table, rows, readAudio: readSampleClip });
    expect(await sha256Hex(file)).toBe(sha256);
  });

  it('has times as differences, ids with their lengths apart, and dictionaries where values come again', async () => {
    const columns = Object.keys(table.features);
    const rows = Array.from({ length: 300 }, (_, i) => {
      const row: Cell[] = columns.map(() => null);
      row[columns.indexOf('at')] = 1_770_083_445_000 + i * 250;
      row[columns.indexOf('row_id')] = `id ${i}`;
      row[columns.indexOf('text')] = `one of ${i % 9}`;
      return row;
    });
    const chunks = chunksOf(footerOf(await write(rows)));
    expect(chunks.get('at')?.encodings).toEqual(['DELTA_BINARY_PACKED']);
    expect(chunks.get('row_id')?.encodings).toEqual(['DELTA_LENGTH_BYTE_ARRAY']);
    expect(chunks.get('text')?.encodings).toContain('RLE_DICTIONARY');
  });

  it('keeps the sign of zero in columns that repeat themselves, at every depth', async () => {
    const zeros = defineTable({
      name: 'zeros',
      features: {
        flat: float64(),
        nested: struct({ reals: list(float64()) }),
        positive: float64(),
      },
      revisions: false,
    });
    const rows = Array.from({ length: 200 }, (_, i): Cells => {
      const zero = i % 3 === 0 ? '-0' : 0;
      return [zero, [[zero, 1]], 0];
    });
    const file = await write(rows, zeros);
    expect(await readWithHyparquet(file, zeros)).toEqual(await expectedRows(zeros, rows));
    expect(await readWithDuckDb(file, zeros)).toEqual(await expectedRows(zeros, rows));
    expect(chunksOf(footerOf(file)).get('positive')?.encodings).toContain('RLE_DICTIONARY');
  });

  it('has row groups of 3 to 8 MB of audio, whose clips are read once, in order, when there is room', async () => {
    const asked: number[] = [];
    let open = 0;
    const rows = Array.from({ length: 25 }, (_, i): Cells => [clipCell(500_000, i)]);
    const file = await create().write({
      table,
      rows,
      async readAudio(id, index) {
        expect(++open).toBe(1);
        asked.push(index);
        const clip = await readSampleClip(id, index);
        open--;
        return clip;
      },
    });
    expect(asked).toEqual(rows.map((_, i) => i));
    expect(footerOf(file).row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([6, 6, 6, 6, 1]);
    expect(await readWithHyparquet(file, table)).toEqual(await expectedRows(table, rows));
    expect(await readWithDuckDb(file, table)).toEqual(await expectedRows(table, rows));
  });

  it('is not written when a clip cannot be read, and the next one is', async () => {
    const writer = create();
    const cause = new Error('the store is gone');
    const rows = [[clipCell(10, 0)], [clipCell(10, 1)]];
    const failed = writer.write({ table, rows, readAudio: () => Promise.reject(cause) });
    await expect(failed).rejects.toMatchObject({ name: 'ShardWriterError', code: 'unread', cause });
    const file = await writer.write({ table, rows, readAudio: readSampleClip });
    expect(await readWithHyparquet(file, table)).toEqual(await expectedRows(table, rows));
  });

  it('is a ShardWriterError, too, when hyparquet-writer refuses something itself', async () => {
    const notBytes = async () => ({ bytes: 5 as unknown as Uint8Array, path: 'a.flac' });
    const failed = create().write({ table, rows: [[], [['clip', 0]]], readAudio: notBytes });
    await expect(failed).rejects.toMatchObject({ name: 'ShardWriterError', code: 'unfit' });
  });
});
