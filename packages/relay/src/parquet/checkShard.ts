import { HUGGINGFACE_KEY, huggingfaceMetadata, type TableDefinition } from '@parqueue/schema';
import {
  type ParquetElement,
  type ParquetLeaf,
  parquetElements,
  parquetLeaves,
} from '@parqueue/schema/parquet';
import { type Nesting, nestingOf } from '../values/checkNesting.ts';
import { type ValueRule, valueRules } from '../values/valueRules.ts';
import type { ByteSource } from './byteSource.ts';
import { checkSchema } from './checkSchema.ts';
import { InvalidShard } from './invalidShard.ts';
import { FILE, GROUP, KEY_VALUE } from './parquetFormat.ts';
import { LIMITS } from './parquetLimits.ts';
import { readColumn } from './readColumn.ts';
import { readFooter } from './readFooter.ts';
import type { GroupFacts, ShardFacts } from './shardFacts.ts';
import type { ThriftFields } from './thriftFields.ts';
import { walkPages } from './walkPages.ts';
import { withFirstRows } from './withFirstRows.ts';

/** What a file of a version of a table must look like. */
export interface ExpectedShard {
  readonly table: TableDefinition;
  readonly elements: readonly ParquetElement[];
  readonly leaves: readonly ParquetLeaf[];
  /** The features as `datasets` reads them from the footer. */
  readonly huggingface: string;
  /** Of each leaf. */
  readonly rules: readonly ValueRule[];
  readonly nesting: readonly Nesting[];
}

export function expectedShard(table: TableDefinition): ExpectedShard {
  const elements = parquetElements(table.features);
  return {
    table,
    elements,
    leaves: parquetLeaves(elements),
    huggingface: huggingfaceMetadata(table),
    rules: valueRules(table),
    nesting: nestingOf(elements),
  };
}

/**
 * Checks a Parquet shard of a client whom nobody vouches for, by its footer and the headers of its pages. Nothing is unpacked, and nothing
 * allocated on the word of the file. What is wrong inside of pages cannot be seen so.
 *
 * @throws {InvalidShard}
 */
export function checkShard(source: ByteSource, expected: ExpectedShard): ShardFacts {
  const { fields: file, startByte: footerStart } = readFooter(source);
  checkFile(file, expected);
  checkSchema(file.structs(FILE.schema, 'schema'), expected.elements);
  const chunks = file.structs(FILE.groups, 'row_groups');
  if (chunks.length > LIMITS.groups)
    throw new InvalidShard(
      'too_large',
      `the file has ${chunks.length} row groups; ${LIMITS.groups} are allowed`,
    );
  const groups = chunks.map((group) => readGroup(source, group, expected, footerStart));
  refuseOverlaps(groups);
  const rowCount = sum(groups, (group) => group.rowCount);
  if (rowCount !== file.int64(FILE.rowCount, 'num_rows'))
    throw new InvalidShard('inconsistent', 'the row groups have another number of rows than the file');
  if (rowCount === 0) throw new InvalidShard('inconsistent', 'the file has no rows');
  const unpackedBytes = sum(groups, ({ columns }) => sum(columns, (column) => column.unpackedBytes));
  const valueCount = sum(groups, ({ columns }) => sum(columns, (column) => column.valueCount));
  refuseBomb(source.sizeBytes, unpackedBytes, valueCount);
  return { rowCount, unpackedBytes, groups };
}

function checkFile(file: ThriftFields, { huggingface }: ExpectedShard): void {
  const version = file.int32(FILE.version, 'version');
  if (version !== 1 && version !== 2)
    throw new InvalidShard('unsupported', `the file is of version ${version} of Parquet`);
  if (file.tree.has(FILE.encryption)) throw new InvalidShard('unsupported', 'the file is encrypted');
  const said = file
    .structs(FILE.keyValues, 'key_value_metadata')
    .filter((pair) => pair.text(KEY_VALUE.key, 'key') === HUGGINGFACE_KEY)
    .map((pair) => pair.text(KEY_VALUE.value, 'value'));
  if (said.length !== 1 || said[0] !== huggingface)
    throw new InvalidShard(
      'schema_differs',
      `the features under ${HUGGINGFACE_KEY} are not those of the table`,
    );
}

function readGroup(
  source: ByteSource,
  group: ThriftFields,
  { leaves }: ExpectedShard,
  footerStart: number,
): GroupFacts {
  const rowCount = group.int64(GROUP.rowCount, 'num_rows');
  if (rowCount > LIMITS.rows) throw new InvalidShard('too_large', `${group.where} has ${rowCount} rows`);
  const chunks = group.structs(GROUP.columns, 'columns');
  if (chunks.length !== leaves.length)
    throw new InvalidShard(
      'schema_differs',
      `${group.where} has ${chunks.length} columns, not ${leaves.length}`,
    );
  const columns = leaves.map((leaf, i) => {
    const chunk = chunks[i] as ThriftFields;
    const column = readColumn(chunk, leaf, rowCount, footerStart);
    const walked = walkPages(source, column, leaf, chunk);
    const { startByte } = column;
    return { ...column, pages: withFirstRows(source, chunk, { pages: walked, startByte, rowCount }) };
  });
  return { rowCount, columns };
}

/** Bytes that are of two columns would be copied twice, and read as what they are not. */
function refuseOverlaps(groups: readonly GroupFacts[]): void {
  const columns = groups.flatMap((group) => group.columns).sort((a, b) => a.startByte - b.startByte);
  let end = 0;
  for (const { startByte, sizeBytes } of columns) {
    if (startByte < end) throw new InvalidShard('inconsistent', 'two columns lie on the same bytes');
    end = startByte + sizeBytes;
  }
}

function refuseBomb(sizeBytes: number, unpackedBytes: number, valueCount: number): void {
  const isLarge = unpackedBytes > LIMITS.unpackedBytes;
  const isPackedHard = unpackedBytes > LIMITS.ratioFromBytes && unpackedBytes > sizeBytes * LIMITS.ratio;
  if (isLarge || isPackedHard)
    throw new InvalidShard('too_large', `${sizeBytes} bytes would become ${unpackedBytes} unpacked`);
  if (valueCount > Math.min(LIMITS.values, LIMITS.valuesFrom + LIMITS.valuesPerByte * sizeBytes))
    throw new InvalidShard('too_large', `${sizeBytes} bytes would become ${valueCount} values`);
}

const sum = <T>(values: readonly T[], of: (value: T) => number): number =>
  values.reduce((total, value) => total + of(value), 0);
