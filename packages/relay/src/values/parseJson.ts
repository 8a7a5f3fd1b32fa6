import type { JsonValue } from './canonicalJson.ts';

/**
 * A text of JSON as its value; whole numbers of so many digits that a double may not hold them are bigints.
 *
 * @throws {SyntaxError}
 */
export function parseJson(text: string): JsonValue {
  // Only numbers of so many digits may be more than a double holds; their own text costs several times as much to have.
  return MANY_DIGITS.test(text)
    ? JSON.parse(text, exactly as (name: string, value: JsonValue) => JsonValue)
    : JSON.parse(text);
}

const MANY_DIGITS = /\d{16}/;
/** Longer ones no double holds, not even roughly. */
const WHOLE = /^-?\d{16,308}$/;

/** As `JSON.parse` hands it to a reviver: https://github.com/tc39/proposal-json-parse-with-source, which TypeScript does not know yet. */
type Reviver = (name: string, value: JsonValue, context?: { readonly source?: string }) => JsonValue;

const exactly: Reviver = (_, value, context) =>
  typeof value === 'number' && WHOLE.test(context?.source ?? '') ? BigInt(context?.source ?? 0) : value;
