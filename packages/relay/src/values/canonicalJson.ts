import type { FeatureSpec } from '@parqueue/schema';
import { TIMES } from './valueRules.ts';

/** Why a parsed value of a line may not be in its column, in words that hold nothing of it. */
export class UnfitValue extends Error {}

/** A parsed line; whole numbers that a double does not hold are bigints. */
export type JsonValue = null | boolean | number | bigint | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/**
 * A value as the one text in which a line may have it. Readers guess the type of a column from the text of all files, and learn the declared
 * one later: a number that is written in another way in one of them can make the others unreadable.
 *
 * @throws {UnfitValue}
 */
function canonicalJson(feature: FeatureSpec, value: JsonValue | undefined): string {
  if (value === null || value === undefined) return 'null';
  switch (feature.kind) {
    case 'string':
      return JSON.stringify(textOf(value));
    case 'json':
      return JSON.stringify(jsonTextOf(value));
    case 'int32':
      return String(wholeOf(value, -(2 ** 31), 2 ** 31 - 1));
    case 'classLabel':
      return String(wholeOf(value, 0, feature.names.length - 1));
    case 'int64':
      return String(wholeOf(value, -(2n ** 63n), 2n ** 63n - 1n));
    case 'timestamp':
      return JSON.stringify(timeOf(value));
    case 'float64':
      return float64Text(value);
    case 'bool':
      return typeof value === 'boolean' ? String(value) : unfit('true or false');
    case 'list':
      return Array.isArray(value)
        ? `[${value.map((one) => canonicalJson(feature.of, one))}]`
        : unfit('a list');
    case 'struct':
      return canonicalObject(feature.fields, value);
    case 'audio':
      return unfit('null: lines hold no audio');
  }
}

/** Every field in its order, and no other. */
export function canonicalObject(fields: Readonly<Record<string, FeatureSpec>>, value: JsonValue): string {
  if (!isObject(value)) return unfit('an object');
  const members = Object.entries(fields).map(([name, field]) => {
    try {
      return `${JSON.stringify(name)}:${canonicalJson(field, Object.hasOwn(value, name) ? value[name] : null)}`;
    } catch (error) {
      throw error instanceof UnfitValue ? new UnfitValue(`${name}: ${error.message}`) : error;
    }
  });
  return `{${members}}`;
}

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** UTF-8 has no form for a lone surrogate, which JSON can name. */
const textOf = (value: JsonValue): string =>
  typeof value === 'string' && !/\p{Surrogate}/u.test(value) ? value : unfit('text');

function jsonTextOf(value: JsonValue): string {
  const text = textOf(value);
  try {
    JSON.parse(text);
    return text;
  } catch {
    return unfit('the text of a JSON value');
  }
}

function wholeOf(value: JsonValue, min: number | bigint, max: number | bigint): number | bigint {
  const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value);
  return isWhole && (value as number) >= min && (value as number) <= max
    ? (value as number | bigint)
    : unfit(`a whole number from ${min} to ${max}`);
}

function timeOf(value: JsonValue): string {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  const isTime = at >= TIMES[0] && at <= TIMES[1] && new Date(at).toISOString() === value;
  return isTime ? value : unfit('a time such as 2026-02-03T01:50:45.123Z');
}

function float64Text(value: JsonValue): string {
  if (typeof value !== 'number' || !Number.isFinite(value))
    return unfit('a number with a point or an exponent');
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return Number.isInteger(value) && !text.includes('e') ? `${text}.0` : text;
}

function unfit(expected: string): never {
  throw new UnfitValue(`not ${expected}`);
}
