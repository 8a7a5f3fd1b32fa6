/** What a JSON column holds; undefined where that is no JSON. */
function jsonValue(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The objects of a JSON column that is a list of them; what is something else is left out. */
export function jsonObjects<T extends object>(text: unknown): T[] {
  const value = jsonValue(text);
  return Array.isArray(value) ? value.filter(isObject<T>) : [];
}

/** The object of a JSON column; undefined where it is none. */
export function jsonObject<T extends object = Readonly<Record<string, unknown>>>(
  text: unknown,
): T | undefined {
  const value = jsonValue(text);
  return isObject<T>(value) ? value : undefined;
}

const isObject = <T extends object>(value: unknown): value is T =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
