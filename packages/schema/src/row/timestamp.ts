/** 0001-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z: what Python's datetime, and so every reader, can hold. */
const MIN_MS = -62135596800000;
const MAX_MS = 253402300799999;

const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Epoch milliseconds of a Date, a number of milliseconds or ISO 8601 text (UTC when it names no zone); else undefined. */
export function parseTimestamp(value: unknown): number | undefined {
  const ms = value instanceof Date ? value.getTime() : typeof value === 'string' ? parseIso(value) : value;
  if (typeof ms !== 'number' || !Number.isInteger(ms) || ms < MIN_MS || ms > MAX_MS) return undefined;
  return ms + 0;
}

function parseIso(text: string): number {
  const match = ISO.exec(text);
  if (match === null) return Number.NaN;
  const withT = text.replace(' ', 'T');
  const ms = Date.parse(withT.length === 10 || match[1] !== undefined ? withT : `${withT}Z`);
  // Date.parse rolls 30 February over into March; a date that does not exist is a mistake.
  const day = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return new Date(day).toISOString().slice(0, 10) === text.slice(0, 10) ? ms : Number.NaN;
}

/** ISO 8601 in UTC, cut to seconds and without a zone, as the documents' datasets hold it: `2026-02-03T01:50:45`. */
export const isoSeconds = (ms: number): string => new Date(ms).toISOString().slice(0, 19);
