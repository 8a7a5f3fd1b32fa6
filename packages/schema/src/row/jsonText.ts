import { shown } from './rowError.ts';

/** Thrown inside: the caller knows the column and makes a RowError of it. */
export class NotJson extends Error {}

/** Deeper values are cyclic or a mistake; readers of JSON give up at a similar depth. */
const MAX_DEPTH = 100;

/**
 * The JSON text of a value, refusing what `JSON.stringify` would change without a word: NaN and the infinities (null), functions and
 * symbols (left out), Map, Set and binary data (`{}` or index by index), `undefined` in an array (null). `undefined` members of an
 * object are left out, as JSON does; whatever has `toJSON`, such as a Date, becomes what that gives.
 *
 * @throws {NotJson} naming the way to the value.
 */
export const jsonText = (value: unknown): string => JSON.stringify(plain(value, '', 0));

function plain(value: unknown, way: string, depth: number): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value === 'boolean' || value === null || Number.isFinite(value)) return value;
  if (typeof value !== 'object' || isUnreadable(value)) throw new NotJson(problem(way, value));
  if (depth > MAX_DEPTH) throw new NotJson(`expected a JSON value, got one nested deeper than ${MAX_DEPTH}`);
  if (hasToJson(value)) return plain(value.toJSON() ?? Number.NaN, way, depth + 1);
  if (Array.isArray(value)) return value.map((inner, i) => plain(inner, `${way}[${i}]`, depth + 1));
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    members.map(([key, inner]) => [wellFormed(key), plain(inner, `${way}.${key}`, depth + 1)]),
  );
}

const problem = (way: string, value: unknown): string =>
  `expected a JSON value${way === '' ? '' : ` at ${way}`}, got ${typeof value === 'number' ? value : shown(value)}`;

const hasToJson = (value: object): value is { toJSON(): unknown } =>
  'toJSON' in value && typeof value.toJSON === 'function';

/** Objects whose content JSON.stringify does not see. */
function isUnreadable(value: object): boolean {
  return (
    value instanceof Map ||
    value instanceof Set ||
    value instanceof Promise ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value)
  );
}

/**
 * Text with each lone surrogate replaced by U+FFFD. UTF-8 has no form for one (https://www.unicode.org/faq/utf_bom#utf8-5), and every
 * encoder downstream would do the same without saying so; a row is worth more than half a character that was cut.
 */
export function wellFormed(text: string): string {
  return LONE_SURROGATE.test(text) ? text.replaceAll(LONE_SURROGATES, '\uFFFD') : text;
}

const LONE_SURROGATE = /\p{Surrogate}/u;
const LONE_SURROGATES = /\p{Surrogate}/gu;
