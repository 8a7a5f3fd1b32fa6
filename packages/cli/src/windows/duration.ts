import { usageError } from '../commandError.ts';

/** A length of time: months have no fixed length, so they stand apart. */
export interface Duration {
  readonly months: number;
  readonly ms: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The units of DuckDB's INTERVAL. A bare `m` is minutes, as there. */
const UNITS: readonly (readonly [RegExp, Duration])[] = [
  [/^(ms|msecs?|milliseconds?)$/, { months: 0, ms: 1 }],
  [/^(s|secs?|seconds?)$/, { months: 0, ms: SECOND_MS }],
  [/^(m|mins?|minutes?)$/, { months: 0, ms: MINUTE_MS }],
  [/^(h|hrs?|hours?)$/, { months: 0, ms: HOUR_MS }],
  [/^(d|days?)$/, { months: 0, ms: DAY_MS }],
  [/^(w|weeks?)$/, { months: 0, ms: 7 * DAY_MS }],
  [/^(mon|mons|months?)$/, { months: 1, ms: 0 }],
  [/^(y|yrs?|years?)$/, { months: 12, ms: 0 }],
];

const PART = /(\d+(?:\.\d+)?)\s*([a-z]+)\s*/gy;

/** `1 hour`, `24h`, `7d`, `2 weeks`, `1h30m`, `1 month`; undefined where it is none. */
export function readDuration(text: string): Duration | undefined {
  const wanted = text.trim().toLowerCase();
  let at = 0;
  let sum: Duration = { months: 0, ms: 0 };
  for (const match of wanted.matchAll(PART)) {
    const unit = UNITS.find(([pattern]) => pattern.test(match[2] ?? ''))?.[1];
    if (unit === undefined) return undefined;
    const count = Number(match[1]);
    sum = { months: sum.months + count * unit.months, ms: sum.ms + count * unit.ms };
    at = match.index + match[0].length;
  }
  return wanted !== '' && at === wanted.length && Number.isInteger(sum.months) ? sum : undefined;
}

/** @throws {CommandError} naming the option. */
export function parseDuration(option: string, text: string): Duration {
  const duration = readDuration(text);
  if (duration !== undefined) return duration;
  throw usageError(`${option}: expected a time such as "1 hour", "24h", "7d" or "1h30m", got "${text}"`);
}

/** The instant that long before another, in epoch milliseconds. The day of the month is cut to the month's length, as in SQL. */
export function before(atMs: number, { months, ms }: Duration): number {
  if (months === 0) return atMs - ms;
  const date = new Date(atMs);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime() - ms;
}
