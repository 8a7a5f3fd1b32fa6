import { type Cells, HUGGINGFACE_KEY, huggingfaceMetadata, type TableDefinition } from '@parqueue/schema';
import { lightCell, lightEncoding, lightSchema } from '@parqueue/schema/file';
import { ByteWriter, type ColumnSource, ParquetWriter } from 'hyparquet-writer';
import { linesOf } from '../values/linesOf.ts';
import { type ByteSource, bytesSource } from './byteSource.ts';
import { checkShard, type ExpectedShard } from './checkShard.ts';
import { InvalidShard } from './invalidShard.ts';
import type { MergeGroup } from './mergeShards.ts';

/** So many bytes of lines make a row group: few for a reader, and no more than the Worker's memory can hold several times over. */
const GROUP_LINE_BYTES = 2_000_000;
const PAGE_BYTES = 2 ** 20;

const decoder = new TextDecoder();

/**
 * Row groups of rows that came without the SDK, in their order: small posts come together, so that a commit has few. They are as the SDK's
 * light writer makes them, and pass the same checks as a shard that comes from outside. The same rows give the same bytes.
 *
 * @param sources lines of cells
 * @throws {InvalidShard}
 */
export function* buildGroups(sources: Iterable<ByteSource>, expected: ExpectedShard): Generator<MergeGroup> {
  let rows: Cells[] = [];
  let lineBytes = 0;
  for (const source of sources) {
    for (const { bytes } of linesOf(source)) {
      if (rows.length > 0 && lineBytes + bytes.length > GROUP_LINE_BYTES) {
        yield* groupsOf(rows, expected);
        rows = [];
        lineBytes = 0;
      }
      rows.push(JSON.parse(decoder.decode(bytes)));
      lineBytes += bytes.length;
    }
  }
  if (rows.length > 0) yield* groupsOf(rows, expected);
}

function groupsOf(rows: readonly Cells[], expected: ExpectedShard): readonly MergeGroup[] {
  const source = bytesSource(fileOf(rows, expected.table));
  return checkShard(source, expected).groups.map((facts) => ({ facts, source }));
}

function fileOf(rows: readonly Cells[], table: TableDefinition): Uint8Array {
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    schema: lightSchema(table),
    kvMetadata: [{ key: HUGGINGFACE_KEY, value: huggingfaceMetadata(table) }],
  });
  try {
    // At once: a writer into memory has nothing to wait for.
    void parquet.write({
      columnData: columnsOf(rows, table),
      rowGroupSize: rows.length,
      pageSize: PAGE_BYTES,
    });
    void parquet.finish();
  } catch (error) {
    // What the error says could be of a row, and this is logged.
    const kind = error instanceof Error ? error.name : 'an error';
    throw new InvalidShard('malformed', `rows of table ${table.name} do not become Parquet: ${kind}`);
  }
  // Its own buffer is up to twice as large.
  return writer.getBytes().slice();
}

const columnsOf = (rows: readonly Cells[], { features }: TableDefinition): ColumnSource[] =>
  Object.entries(features).map(([name, feature], i) => {
    const cells = rows.map((row) => row[i] ?? null);
    return { name, data: cells.map((cell) => lightCell(feature, cell)), ...lightEncoding(feature, cells) };
  });
