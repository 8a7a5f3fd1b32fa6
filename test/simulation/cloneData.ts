/** A structured clone, many times as fast for plain data; `isMoved` says which objects go over as they are, such as ports. */
export function cloneData<T>(value: T, isMoved: (value: object) => boolean = () => false): T {
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new DOMException('a function cannot be cloned', 'DataCloneError');
  if (typeof value !== 'object' || value === null || isMoved(value)) return value;
  if (Array.isArray(value)) return value.map((inner: unknown) => cloneData(inner, isMoved)) as T;
  if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value);
  const copy: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) copy[key] = cloneData<unknown>(inner, isMoved);
  return copy as T;
}
