/** A row as DuckDB gives it, in plain values: a bigint that fits becomes a number, at every depth. */
export const jsRow = (row: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [key, jsValue(value)]));

function jsValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value === null || typeof value !== 'object' || value instanceof Date || value instanceof Uint8Array)
    return value;
  if (Array.isArray(value)) return value.map(jsValue);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, jsValue(inner)]));
}
