import { shown } from './rowError.ts';

/** Thrown inside: the caller knows the column and makes a RowError of it. */
export class NotJson extends Error {}

/** Deeper values are cyclic or a mistake; readers of JSON give up at a similar depth. */
const MAX_DEPTH = 100;

/**
 * The JSON text of a value, refusing what `JSON.stringify` would change without a word: NaN and the infinities (null), functions and
 * symbols (left out), `undefined` in an array (null), an invalid Date (null), and objects whose content it does not see, such as Map,
 * Error, Blob or binary data (`{}`). `undefined` members of an object are left out, as JSON does; whatever has `toJSON`, such as a
 * Date, becomes what that gives; -0 becomes 0.
 *
 * @throws {NotJson} naming the way to the value.
 */
export const jsonText = (value: unknown): string =>
  JSON.stringify(isPlain(value, 0) ? value : plain(value, '', 0));

/** Whether `JSON.stringify` loses nothing of the value as it is: nearly always so, and found without copying it. */
function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return !LONE_SURROGATE.test(value);
  if (typeof value !== 'object') return typeof value === 'boolean' || Number.isFinite(value);
  if (value === null) return true;
  if (depth > MAX_DEPTH || 'toJSON' in value || Symbol.toStringTag in value) return false;
  return Array.isArray(value) ? isPlainArray(value, depth + 1) : isPlainObject(value, depth + 1);
}

function isPlainArray(value: readonly unknown[], depth: number): boolean {
  // By index, because every() would skip holes.
  for (let i = 0; i < value.length; i++) if (!isPlain(value[i], depth)) return false;
  return true;
}

function isPlainObject(value: object, depth: number): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.keys(value).every((key) => {
    const inner: unknown = (value as Record<string, unknown>)[key];
    return !LONE_SURROGATE.test(key) && (inner === undefined || isPlain(inner, depth));
  });
}

/** The value without what JSON has no form for, found member by member so that an error can name the way. */
function plain(value: unknown, way: string, depth: number): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value === 'boolean' || value === null || Number.isFinite(value)) return value;
  if (typeof value !== 'object') throw new NotJson(problem(way, value));
  if (depth > MAX_DEPTH) throw new NotJson(`expected a JSON value, got one nested deeper than ${MAX_DEPTH}`);
  // Array.from, because map would skip holes.
  if (Array.isArray(value)) return Array.from(value, (inner, i) => plain(inner, `${way}[${i}]`, depth + 1));
  const kind = Object.prototype.toString.call(value);
  if (hasToJson(value) && !isInvalidDate(value)) return plain(value.toJSON(), way, depth + 1);
  if (isBoxed(kind)) return plain(value.valueOf(), way, depth + 1);
  if (kind !== '[object Object]') throw new NotJson(problem(way, value));
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    members.map(([key, inner]) => [wellFormed(key), plain(inner, `${way}.${key}`, depth + 1)]),
  );
}

const problem = (way: string, value: unknown): string =>
  `expected a JSON value${way === '' ? '' : ` at ${way}`}, got ${typeof value === 'number' ? value : shown(value)}`;

const hasToJson = (value: object): value is { toJSON(): unknown } =>
  'toJSON' in value && typeof value.toJSON === 'function';

const isInvalidDate = (value: object): boolean => value instanceof Date && Number.isNaN(value.getTime());

/** `new Number(5)` and its like, which JSON.stringify unwraps. */
const isBoxed = (kind: string): boolean =>
  kind === '[object Number]' || kind === '[object String]' || kind === '[object Boolean]';

/**
 * Text with each lone surrogate replaced by U+FFFD. UTF-8 has no form for one (https://www.unicode.org/faq/utf_bom#utf8-5), and every
 * encoder downstream would do the same without saying so; a row is worth more than half a character that was cut.
 */
export function wellFormed(text: string): string {
  return LONE_SURROGATE.test(text) ? text.replaceAll(LONE_SURROGATES, '\uFFFD') : text;
}

const LONE_SURROGATE = /\p{Surrogate}/u;
const LONE_SURROGATES = /\p{Surrogate}/gu;
