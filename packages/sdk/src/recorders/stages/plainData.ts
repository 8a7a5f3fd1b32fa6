/** Deeper than any sound configuration, and well below what the table takes. */
const MAX_DEPTH = 32;

/**
 * What a caller gave, as a JSON column takes it, so that nothing is refused for one member: what JSON has no form for becomes words
 * (`NaN`, `[function]`, `[circular]`, `[8 bytes]`), an error its name and message, a map and a set their entries. Never throws.
 */
export function plainData(value: unknown): unknown {
  return plain(value, []);
}

/** The same of an object with members of any name. */
export function plainRecord(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const data = plainData(values);
  return typeof data === 'object' && data !== null && !Array.isArray(data)
    ? (data as Record<string, unknown>)
    : { value: data };
}

function plain(value: unknown, above: readonly object[]): unknown {
  if (typeof value === 'object' && value !== null) return plainObject(value, above);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function') return '[function]';
  return typeof value === 'symbol' ? String(value) : value;
}

function plainObject(value: object, above: readonly object[]): unknown {
  if (above.includes(value)) return '[circular]';
  if (above.length >= MAX_DEPTH) return '[too deep]';
  try {
    const known = knownObject(value);
    if (known !== undefined) return known;
    const path = [...above, value];
    if (Array.isArray(value)) return value.map((element) => plain(element, path) ?? null);
    if (value instanceof Set) return [...value].map((element) => plain(element, path) ?? null);
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    return Object.fromEntries(entries.map(([key, member]) => [String(key), plain(member, path)]));
  } catch {
    return '[unreadable]';
  }
}

/** What objects of the platform are in words; undefined for others. */
function knownObject(value: object): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (typeof Blob !== 'undefined' && value instanceof Blob) return `[${value.size} bytes]`;
  if (value instanceof URL) return value.href;
  return undefined;
}
