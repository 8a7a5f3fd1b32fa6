/** Deeper is a mistake, or somebody else's object. */
const MAX_DEPTH = 12;
/** Of one text: a row has room for 2.5 Mi characters. */
const MAX_TEXT = 100_000;
const MAX_KEY = 1000;
/** All values of one call together, and all their characters: the window itself may be given. */
const MAX_VALUES = 5000;
const MAX_ALL_TEXT = 500_000;

/**
 * What a `json` column takes of any value: what it would refuse is put into words, so that a row is not lost for a detail of it. NaN and
 * the infinities, bigints and symbols become text, a function its name; a `Map` becomes an object, a `Set` an array, an error its name, message and stack;
 * a cycle becomes `[cycle]`, what is too deep, too much or cannot be read `[too deep]`, `[too much]` and `[unreadable]`. Never throws.
 */
export function plainJson(value: unknown): unknown {
  return plain(value, { above: [], room: { values: MAX_VALUES, text: MAX_ALL_TEXT } });
}

interface Place {
  /** The objects that the value lies in. */
  readonly above: readonly object[];
  /** What may still be taken in. */
  readonly room: { values: number; text: number };
}

function plain(value: unknown, place: Place): unknown {
  try {
    if (value === undefined) return undefined;
    if (place.room.values-- <= 0) return '[too much]';
    if (typeof value === 'string') return cut(value, place);
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
    if (typeof value === 'boolean' || value === null) return value;
    if (typeof value === 'function') return `[function ${cut(value.name, place)}]`;
    return typeof value === 'object' ? plainObject(value, place) : cut(String(value), place);
  } catch {
    return '[unreadable]';
  }
}

function plainObject(value: object, place: Place): unknown {
  const { above, room } = place;
  if (above.includes(value)) return '[cycle]';
  if (above.length >= MAX_DEPTH) return '[too deep]';
  const inside = { above: [...above, value], room };
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof Error) return plainError(value, place);
  if (value instanceof Map)
    return plainMembers(
      [...value].map(([key, inner]) => [String(key), inner]),
      inside,
    );
  if (Array.isArray(value) || value instanceof Set) return plainElements([...value], inside);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return plain(value.toJSON(), inside);
  const members = Object.entries(value);
  // Elements, promises: what they are does not stand in members.
  return members.length > 0 || isPlain(value)
    ? plainMembers(members, inside)
    : Object.prototype.toString.call(value);
}

function plainError({ name, message, stack }: Error, place: Place): unknown {
  const said = { name: cut(`${name}`, place), message: cut(`${message}`, place) };
  return stack === undefined ? said : { ...said, stack: cut(`${stack}`, place) };
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function plainElements(elements: readonly unknown[], inside: Place): unknown[] {
  const taken: unknown[] = [];
  for (const element of elements) {
    if (inside.room.values <= 0) return [...taken, '[too much]'];
    taken.push(plain(element, inside) ?? null);
  }
  return taken;
}

function plainMembers(members: readonly (readonly [string, unknown])[], inside: Place): unknown {
  const taken: [string, unknown][] = [];
  for (const [key, inner] of members) {
    if (inside.room.values <= 0) break;
    const value = plain(inner, inside);
    if (value !== undefined) taken.push([key.slice(0, MAX_KEY), value]);
  }
  return Object.fromEntries(taken);
}

function cut(text: string, { room }: Place): string {
  const roomFor = Math.max(0, Math.min(MAX_TEXT, room.text));
  room.text -= text.length;
  return text.length > roomFor ? `${text.slice(0, roomFor)}…` : text;
}
