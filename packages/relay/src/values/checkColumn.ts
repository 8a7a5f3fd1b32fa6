import type { ParquetLeaf } from '@parqueue/schema/parquet';
import type { ByteSource } from '../parquet/byteSource.ts';
import { InvalidShard } from '../parquet/invalidShard.ts';
import { CODECS } from '../parquet/parquetFormat.ts';
import type { ColumnFacts } from '../parquet/shardFacts.ts';
import type { Place } from '../parquet/thriftFields.ts';
import { type Page, readPage } from '../parquet/walkPages.ts';
import { checkPageValues } from './checkPageValues.ts';
import { type Levels, readLevels } from './readLevels.ts';
import { unpack } from './unpack.ts';
import type { ValueRule } from './valueRules.ts';

/** Of all values of a column in one row group. */
export type ColumnLevels = Omit<Levels, 'valuesStart'>;

/**
 * Unpacks the pages of a column one after the other, and looks at its levels and values.
 *
 * @param column sound as far as its headers go
 * @param rule undefined where the levels alone are asked for
 * @throws {InvalidShard}
 */
export function checkColumn(
  source: ByteSource,
  column: ColumnFacts,
  leaf: ParquetLeaf,
  rule: ValueRule | undefined,
  place: Place,
): ColumnLevels {
  const definitions = new Uint8Array(column.valueCount);
  const repetitions = leaf.maxRepetition > 0 ? new Uint8Array(column.valueCount) : undefined;
  const dictionaryCount = rule && checkDictionary(source, column, leaf, rule, place);
  let filled = 0;
  for (const { offset } of column.pages) {
    const page = readPage(source, column, leaf, offset, place);
    const bytes = rule
      ? bodyOf(source, column, offset, page, place)
      : levelsOf(source, column, offset, page, place);
    const levels = readLevels(bytes, page, leaf, place);
    definitions.set(levels.definitions, filled);
    repetitions?.set(levels.repetitions ?? [], filled);
    filled += page.valueCount;
    const count = levels.definitions.reduce((sum, level) => sum + Number(level === leaf.maxDefinition), 0);
    checkSaid(page, levels, count, place);
    const { encoding } = page;
    const { valuesStart: start } = levels;
    if (rule)
      checkPageValues({ bytes, start, count, type: leaf.type, encoding, dictionaryCount }, rule, place);
  }
  return { definitions, repetitions };
}

function checkDictionary(
  source: ByteSource,
  column: ColumnFacts,
  leaf: ParquetLeaf,
  rule: ValueRule,
  place: Place,
): number | undefined {
  if (column.dataOffset === 0) return undefined;
  const page = readPage(source, column, leaf, 0, place);
  const bytes = bodyOf(source, column, 0, page, place);
  const { valueCount: count, encoding } = page;
  checkPageValues(
    { bytes, start: 0, count, type: leaf.type, encoding, dictionaryCount: undefined },
    rule,
    place,
  );
  return count;
}

/** A row lies in one page; and what a header says of its levels is true. */
function checkSaid({ levels, valueCount }: Page, { repetitions }: Levels, count: number, place: Place): void {
  if (repetitions !== undefined && valueCount > 0 && repetitions[0] !== 0)
    throw new InvalidShard('unsupported', `${place.where}: a row that lies in two pages`);
  if (levels === undefined) return;
  const rowCount = repetitions?.reduce((sum, level) => sum + Number(level === 0), 0) ?? valueCount;
  if (levels.nullCount !== valueCount - count || levels.rowCount !== rowCount)
    throw new InvalidShard('inconsistent', `${place.where}: a page says that it has other rows or nulls`);
}

function bodyOf(
  source: ByteSource,
  { startByte, codec }: ColumnFacts,
  offset: number,
  { headerBytes, packedBytes, unpackedBytes, plainBytes, isPacked }: Page,
  place: Place,
): Uint8Array {
  const start = startByte + offset + headerBytes;
  const body = source.read(start, start + packedBytes);
  const rest = unpack(
    body.subarray(plainBytes),
    isPacked ? codec : CODECS.UNCOMPRESSED,
    unpackedBytes - plainBytes,
  );
  if (rest === undefined)
    throw new InvalidShard('malformed', `${place.where}: a page that its codec does not unpack`);
  if (plainBytes === 0) return rest;
  const whole = new Uint8Array(unpackedBytes);
  whole.set(body.subarray(0, plainBytes));
  whole.set(rest, plainBytes);
  return whole;
}

const SIZE_BYTES = 4;

/** As much of a page as has its levels: audio beside them is large, and mostly not packed. */
function levelsOf(
  source: ByteSource,
  column: ColumnFacts,
  offset: number,
  page: Page,
  place: Place,
): Uint8Array {
  const start = column.startByte + offset + page.headerBytes;
  if (page.levels !== undefined) return source.read(start, start + page.plainBytes);
  if (column.codec !== CODECS.UNCOMPRESSED || page.packedBytes < SIZE_BYTES)
    return bodyOf(source, column, offset, page, place);
  const head = source.read(start, start + SIZE_BYTES);
  const sizeBytes = new DataView(head.buffer, head.byteOffset, SIZE_BYTES).getUint32(0, true);
  return source.read(start, start + Math.min(page.packedBytes, SIZE_BYTES + sizeBytes));
}
