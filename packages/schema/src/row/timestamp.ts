/** 0001-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z: what Python's datetime, and so every reader, can hold. */
const MIN_MS = -62135596800000;
const MAX_MS = 253402300799999;

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d{2}):?(\d{2}))?)?$/i;

/** Epoch milliseconds of a Date, a number of milliseconds or ISO 8601 text (UTC when it names no zone); else undefined. */
export function parseTimestamp(value: unknown): number | undefined {
  const ms = value instanceof Date ? value.getTime() : typeof value === 'string' ? parseIso(value) : value;
  if (typeof ms !== 'number' || !Number.isInteger(ms) || ms < MIN_MS || ms > MAX_MS) return undefined;
  return ms + 0;
}

/**
 * By arithmetic, not `Date.parse`: engines differ on offsets without a colon and on more than three decimals, and roll 30 February over
 * into March. A time that does not exist is a mistake; decimals beyond milliseconds are cut.
 */
function parseIso(text: string): number {
  const match = ISO.exec(text);
  if (match === null) return Number.NaN;
  const part = (group: number): number => Number(match[group] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  if (hour > 23 || minute > 59 || second > 59 || part(9) > 23 || part(10) > 59) return Number.NaN;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day); // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return Number.NaN;
  const ms = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const offsetMinutes = (match[8] === '-' ? -1 : 1) * (part(9) * 60 + part(10));
  return date.getTime() + ((hour * 60 + minute - offsetMinutes) * 60 + second) * 1000 + ms;
}

/**
 * ISO 8601 in UTC, cut to seconds and without a zone: `2026-02-03T01:50:45`.
 *
 * @param ms epoch milliseconds.
 * @throws {RangeError} when there is no such date.
 * @example
 * ```ts
 * import { isoSeconds } from '@parqueue/sdk/schema';
 *
 * const startedAt = isoSeconds(Date.now());
 * ```
 */
export const isoSeconds = (ms: number): string => new Date(ms).toISOString().slice(0, 19);
