import type { ParquetType } from '@parqueue/schema/parquet';
import { InvalidShard } from '../parquet/invalidShard.ts';
import { ENCODINGS } from '../parquet/parquetFormat.ts';
import type { Place } from '../parquet/thriftFields.ts';
import { readDeltas } from './readDeltas.ts';
import { readHybrid } from './readHybrid.ts';
import type { ValueRule } from './valueRules.ts';

/** The values of a page, unpacked, without its nulls. */
export interface PageValues {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly count: number;
  readonly type: ParquetType;
  readonly encoding: number;
  /** How many values the column's dictionary has; undefined where it has none. */
  readonly dictionaryCount: number | undefined;
}

type Check = (values: PageValues, rule: ValueRule, place: Place) => void;

/** @throws {InvalidShard} */
export function checkPageValues(values: PageValues, rule: ValueRule, place: Place): void {
  if (values.count === 0) return;
  const check = checkOf(values.encoding, values.type);
  if (check === undefined)
    throw new InvalidShard('unsupported', `${place.where}: an encoding that is not one of its type`);
  check(values, rule, place);
}

function checkOf(encoding: number, type: ParquetType): Check | undefined {
  switch (encoding) {
    case ENCODINGS.PLAIN:
      return type === 'BYTE_ARRAY' ? checkPlainBytes : checkPlainNumbers;
    case ENCODINGS.RLE_DICTIONARY:
    case ENCODINGS.PLAIN_DICTIONARY:
      return checkIndices;
    case ENCODINGS.DELTA_BINARY_PACKED:
      return type === 'INT32' || type === 'INT64' ? checkDeltas : undefined;
    case ENCODINGS.DELTA_LENGTH_BYTE_ARRAY:
      return type === 'BYTE_ARRAY' ? checkLengthsFirst : undefined;
    case ENCODINGS.RLE:
      return type === 'BOOLEAN' ? checkBooleanRuns : undefined;
    default:
      return undefined;
  }
}

const NUMBER_BYTES: Readonly<Partial<Record<ParquetType, number>>> = { INT32: 4, INT64: 8, DOUBLE: 8 };
const SIZE_BYTES = 4;

function checkPlainNumbers({ bytes, start, count, type }: PageValues, rule: ValueRule, place: Place): void {
  const sizeBytes = type === 'BOOLEAN' ? Math.ceil(count / 8) : count * (NUMBER_BYTES[type] as number);
  if (start + sizeBytes !== bytes.length) throw unfilled(place);
  if (rule.range === undefined) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, sizeBytes);
  // Inexact only where it is far out of every range.
  const read =
    type === 'INT32'
      ? (i: number) => view.getInt32(4 * i, true)
      : (i: number) => view.getInt32(8 * i + 4, true) * 2 ** 32 + view.getUint32(8 * i, true);
  for (let i = 0; i < count; i++) checkRange(read(i), rule.range, place);
}

function checkPlainBytes({ bytes, start, count }: PageValues, rule: ValueRule, place: Place): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + SIZE_BYTES > bytes.length) throw unfilled(place);
    const end = at + SIZE_BYTES + view.getUint32(at, true);
    if (end > bytes.length) throw unfilled(place);
    checkBytes(bytes, at + SIZE_BYTES, end, rule, place);
    at = end;
  }
  if (at !== bytes.length) throw unfilled(place);
}

function checkDeltas({ bytes, start, count }: PageValues, { range }: ValueRule, place: Place): void {
  readDeltas(bytes, start, count, place, range && ((value) => checkRange(value, range, place)));
}

/** All lengths, then all bytes. */
function checkLengthsFirst({ bytes, start, count }: PageValues, rule: ValueRule, place: Place): void {
  const lengths = new Float64Array(count);
  let i = 0;
  let at = readDeltas(bytes, start, count, place, (length) => {
    lengths[i++] = length;
  });
  for (const length of lengths) {
    if (length < 0 || at + length > bytes.length) throw unfilled(place);
    checkBytes(bytes, at, at + length, rule, place);
    at += length;
  }
  if (at !== bytes.length) throw unfilled(place);
}

/** The width stands in the first byte. */
function checkIndices(
  { bytes, start, count, dictionaryCount }: PageValues,
  _: ValueRule,
  place: Place,
): void {
  if (dictionaryCount === undefined)
    throw new InvalidShard('inconsistent', `${place.where}: indices, and no dictionary`);
  const widthBits = bytes[start];
  if (widthBits === undefined) throw unfilled(place);
  const runs = { bytes, start: start + 1, end: bytes.length, widthBits, max: dictionaryCount - 1 };
  readHybrid(runs, new Uint32Array(count), place);
}

function checkBooleanRuns({ bytes, start, count }: PageValues, _: ValueRule, place: Place): void {
  if (start + SIZE_BYTES > bytes.length) throw unfilled(place);
  const sizeBytes = new DataView(bytes.buffer, bytes.byteOffset + start, SIZE_BYTES).getUint32(0, true);
  const end = start + SIZE_BYTES + sizeBytes;
  if (end > bytes.length) throw unfilled(place);
  readHybrid({ bytes, start: start + SIZE_BYTES, end, widthBits: 1, max: 1 }, new Uint8Array(count), place);
}

function checkBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  { of, flawOf }: ValueRule,
  place: Place,
): void {
  const flaw = flawOf?.(bytes, start, end);
  if (flaw === undefined) return;
  throw new InvalidShard(
    of === 'identity' ? 'identity_differs' : 'value_invalid',
    `${place.where} has ${flaw}`,
  );
}

function checkRange(value: number, [min, max]: NonNullable<ValueRule['range']>, place: Place): void {
  if (value < min || value > max)
    throw new InvalidShard('value_invalid', `${place.where} has a number that is not from ${min} to ${max}`);
}

const unfilled = (place: Place): InvalidShard =>
  new InvalidShard('malformed', `${place.where}: values that do not fill their page`);
