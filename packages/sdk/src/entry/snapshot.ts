/**
 * Plain data as it is now, so that the page may go on changing it. What is no plain data (a recording, an object of a class) is kept as it
 * is: whether it belongs into a row is decided later.
 */
export function snapshot(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(snapshot);
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Date.prototype) return new Date(value as Date);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return copyOf(value as Record<string, unknown>);
}

/** A loop, since a burst makes thousands of them: `Object.fromEntries` takes twice as long. */
function copyOf(value: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const inner = snapshot(value[key]);
    if (key === '__proto__') Object.defineProperty(copy, key, { value: inner, enumerable: true });
    else copy[key] = inner;
  }
  return copy;
}
