import { usageError } from '../commandError.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(tz: string): Intl.DateTimeFormat {
  let format = formats.get(tz);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: tz,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(tz, format);
  }
  return format;
}

/**
 * The zone's own name, as `Asia/Riyadh`; `local` is the machine's.
 *
 * @throws {CommandError} when there is no such zone.
 */
export function parseTz(origin: string, text: string, localTz: string): string {
  try {
    return new Intl.DateTimeFormat('en', {
      timeZone: text === 'local' ? localTz : text,
    }).resolvedOptions().timeZone;
  } catch {
    throw usageError(`${origin}: no such time zone "${text}"; give one such as UTC, Asia/Riyadh or local`);
  }
}

/** What a clock on the wall shows, taken as if it were UTC: epoch milliseconds. */
function wallMs(atMs: number, tz: string): number {
  const parts = Object.fromEntries(
    formatOf(tz)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  );
  const { year, month, day, hour, minute, second } = parts;
  const wholeMs = Date.parse(`${year?.padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return wholeMs + (((atMs % 1000) + 1000) % 1000);
}

/** `2026-02-03 01:50:45` as a clock in the zone shows it. */
export const zonedText = (atMs: number, tz: string): string =>
  new Date(wallMs(atMs, tz)).toISOString().slice(0, 19).replace('T', ' ');

/** The instant at which a clock in the zone shows this. Where it shows it twice, the first; where never, the one after the gap. */
export function instantOf(wall: number, tz: string): number {
  const guess = wall - (wallMs(wall, tz) - wall);
  const offsets = [guess - 86_400_000, guess, guess + 86_400_000].map((at) => wallMs(at, tz) - at);
  const fits = offsets.map((offset) => wall - offset).filter((at) => wallMs(at, tz) === wall);
  return fits.length > 0 ? Math.min(...fits) : wall - Math.min(...offsets);
}

const DATE_TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/** The instant of `2026-02-03`, `2026-02-03 01:50` or ISO 8601 text; without a zone, in the one given. */
export function readInstant(text: string, tz: string): number | undefined {
  const match = DATE_TIME.exec(text.trim());
  if (match === null) return undefined;
  const iso = text.trim().replace(' ', 'T');
  const atMs = Date.parse(match[1] === undefined ? `${iso.length === 10 ? `${iso}T00:00` : iso}Z` : iso);
  if (Number.isNaN(atMs)) return undefined;
  return match[1] === undefined ? instantOf(atMs, tz) : atMs;
}
