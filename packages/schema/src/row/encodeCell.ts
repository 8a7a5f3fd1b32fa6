import type { AudioReference, FeatureSpec } from '../table/feature.ts';
import type { Cell } from './cell.ts';
import { jsonText, NotJson, wellFormed } from './jsonText.ts';
import { RowError, shown } from './rowError.ts';
import { parseTimestamp } from './timestamp.ts';

/** Where a value stands, for errors, and what its file can hold. */
export interface CellPlace {
  readonly table: string;
  readonly column: string;
  readonly format: 'parquet' | 'jsonl';
}

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const RECORDING_ID = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * The cell of a value.
 *
 * @throws {RowError} when the value does not fit the feature.
 */
export function encodeCell(feature: FeatureSpec, value: unknown, place: CellPlace): Cell {
  if (value === null || value === undefined) return null;
  switch (feature.kind) {
    case 'string':
      return typeof value === 'string'
        ? wellFormed(value)
        : refuse(place, 'string', value, hintForText(value));
    case 'bool':
      return typeof value === 'boolean' ? value : refuse(place, 'bool', value);
    case 'int32':
      return encodeInt32(value, place);
    case 'int64':
      return encodeInt64(value, place);
    case 'float64':
      return encodeFloat64(value, place);
    case 'timestamp':
      return (
        parseTimestamp(value) ??
        refuse(place, 'timestamp', value, 'a Date, epoch milliseconds or ISO 8601 text, years 1 to 9999')
      );
    case 'classLabel':
      return encodeLabel(feature.names, value, place);
    case 'json':
      return encodeJson(value, place);
    case 'list':
      return Array.isArray(value)
        ? value.map((inner, i) =>
            encodeCell(feature.of, inner, { ...place, column: `${place.column}[${i}]` }),
          )
        : refuse(place, 'a list', value);
    case 'struct':
      return encodeStruct(feature.fields, value, place);
    case 'audio':
      return encodeAudio(value, place);
  }
}

/** A member of an object or of its class, but not `constructor` and its like, which every object has. */
export const memberOf = (given: Record<string, unknown>, name: string): unknown =>
  name in Object.prototype && !Object.hasOwn(given, name) ? undefined : given[name];

function refuse(place: CellPlace, expected: string, value: unknown, hint = ''): never {
  const got = typeof value === 'number' ? String(value) : shown(value);
  throw new RowError(
    place.table,
    place.column,
    `expected ${expected}, got ${got}${hint === '' ? '' : ` (${hint})`}`,
  );
}

const hintForText = (value: unknown): string => (value instanceof Date ? 'send date.toISOString()' : '');

function encodeInt32(value: unknown, place: CellPlace): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) return refuse(place, 'int32', value);
  if (value < INT32_MIN || value > INT32_MAX) return refuse(place, 'int32', value, 'out of range');
  return value + 0 === 0 ? 0 : value;
}

function encodeInt64(value: unknown, place: CellPlace): string {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) return refuse(place, 'int64', value, 'beyond 2^53 send a bigint');
    return value === 0 ? '0' : String(value);
  }
  if (typeof value !== 'bigint') return refuse(place, 'int64', value);
  if (value < INT64_MIN || value > INT64_MAX) return refuse(place, 'int64', value, 'out of range');
  return value.toString();
}

function encodeFloat64(value: unknown, place: CellPlace): number | string {
  if (typeof value !== 'number') return refuse(place, 'float64', value);
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : value;
  if (place.format === 'jsonl')
    return refuse(place, 'a finite float64', value, 'JSON lines have no such number; send null');
  return String(value);
}

function encodeLabel(names: readonly string[], value: unknown, place: CellPlace): number {
  const index = typeof value === 'string' ? names.indexOf(value) : -1;
  return index >= 0
    ? index
    : refuse(place, `one of ${names.map((name) => JSON.stringify(name)).join(', ')}`, value);
}

function encodeJson(value: unknown, place: CellPlace): string {
  try {
    return jsonText(value);
  } catch (error) {
    const problem =
      error instanceof NotJson ? error.message : `expected a JSON value: ${(error as Error).message}`;
    throw new RowError(place.table, place.column, problem);
  }
}

function encodeStruct(fields: Readonly<Record<string, FeatureSpec>>, value: unknown, place: CellPlace): Cell {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(place, 'a struct', value);
  const given = value as Record<string, unknown>;
  for (const field of Object.keys(given)) {
    if (!Object.hasOwn(fields, field)) {
      throw new RowError(
        place.table,
        `${place.column}.${field}`,
        `no such field; the struct has ${Object.keys(fields).join(', ')}`,
      );
    }
  }
  return Object.entries(fields).map(([field, inner]) =>
    encodeCell(inner, memberOf(given, field), { ...place, column: `${place.column}.${field}` }),
  );
}

function encodeAudio(value: unknown, place: CellPlace): Cell {
  const { recordingId, index = 0 } = value as Partial<AudioReference>;
  const isClip = typeof recordingId === 'string' && RECORDING_ID.test(recordingId);
  if (isClip && Number.isSafeInteger(index) && index >= 0) return [recordingId, index];
  return refuse(
    place,
    'a clip or a recording of this logger',
    value,
    'log.record() and log.encode() give them',
  );
}
