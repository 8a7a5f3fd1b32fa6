import { describeError } from './describeError.ts';

/** Deep enough to read. */
const MAX_DEPTH = 6;
/** What is longer was not meant to be read, either. */
const MAX_ENTRIES = 100;

/**
 * A value as JSON can hold it, for what comes from anywhere: what JSON would lose or refuse stands as text in its place. Never throws.
 */
export function jsonSafe(value: unknown): unknown {
  try {
    return safe(value, []);
  } catch {
    // A getter that throws, a revoked proxy.
    return '[unreadable]';
  }
}

function safe(value: unknown, above: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'object':
      return value === null ? null : safeObject(value, above);
    case 'undefined':
      return null;
    case 'function':
      return `[function ${value.name}]`;
    default:
      return String(value);
  }
}

function safeObject(value: object, above: readonly object[]): unknown {
  if (above.includes(value)) return '[circular]';
  if (value instanceof Error) return describeError(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (above.length >= MAX_DEPTH) return Array.isArray(value) ? '[array]' : '[object]';
  const inside = [...above, value];
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((one) => safe(one, inside));
  const prototype: unknown = Object.getPrototypeOf(value);
  // Elements, maps, buffers: their properties are not what they are.
  if (prototype !== Object.prototype && prototype !== null) return Object.prototype.toString.call(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.slice(0, MAX_ENTRIES).map(([key, one]) => [key, safe(one, inside)]));
}
