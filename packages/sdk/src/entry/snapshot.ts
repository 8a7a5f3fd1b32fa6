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
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, snapshot(inner)]));
}
