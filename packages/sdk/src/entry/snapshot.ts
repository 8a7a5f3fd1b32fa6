import type { FeatureSpec } from '@parqueue/schema';

/**
 * What was said as it is now, so that the page may go on changing it, and as the plain data that it comes to in a column: IndexedDB keeps
 * neither getters nor methods, and whoever reads it there must make the same row of it as the page. What comes to no data is left as it
 * is: whether it belongs into a row is decided later.
 */
export function snapshot(value: unknown, feature: FeatureSpec): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const inner = feature.kind === 'list' ? feature.of : feature;
    return value.map((one) => snapshot(one, inner));
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Date.prototype) return new Date(value as Date);
  const given = value as Record<string, unknown>;
  if (feature.kind === 'audio') return { recordingId: given['recordingId'], index: given['index'] };
  if (feature.kind === 'json' && typeof given['toJSON'] === 'function')
    return snapshot(given['toJSON'](), feature);
  if (Object.prototype.toString.call(value) !== '[object Object]') return value;
  return copyOf(given, feature, prototype !== Object.prototype && prototype !== null);
}

/** A loop, since a burst makes thousands of them: `Object.fromEntries` takes twice as long. */
function copyOf(
  given: Record<string, unknown>,
  feature: FeatureSpec,
  isOfClass: boolean,
): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  const fields = feature.kind === 'struct' ? feature.fields : undefined;
  const keys = Object.keys(given);
  // What a class gives its objects counts as theirs.
  if (isOfClass && fields) for (const key in fields) if (key in given && !(key in copy)) keys.push(key);
  for (const key of keys) {
    const inner = snapshot(given[key], fields?.[key] ?? feature);
    if (key === '__proto__') Object.defineProperty(copy, key, { value: inner, enumerable: true });
    else copy[key] = inner;
  }
  return copy;
}
