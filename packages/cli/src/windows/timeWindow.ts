import { usageError } from '../commandError.ts';
import { before, readDuration } from './duration.ts';
import { readInstant, zonedText } from './zonedTime.ts';

/** The rows that are asked for: from `sinceMs`, up to but not at `untilMs`. */
export interface TimeWindow {
  /** Epoch milliseconds; undefined from the first row. */
  readonly sinceMs: number | undefined;
  /** Epoch milliseconds; undefined to the last row. */
  readonly untilMs: number | undefined;
  /** As the person said it, such as `since 24h`; empty where nothing was said. */
  readonly said: string;
}

export interface WindowOptions {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly days?: string | undefined;
}

/**
 * The window that the options name; without any, the one that the command has by default.
 *
 * @throws {CommandError} naming the option that is wrong.
 */
export function parseWindow(
  options: WindowOptions,
  { nowMs, tz, defaultSince }: { nowMs: number; tz: string; defaultSince?: string | undefined },
): TimeWindow {
  const { since, until, days } = options;
  if (since !== undefined && days !== undefined) throw usageError('--since and --days exclude each other');
  if (days !== undefined && !/^[1-9]\d{0,4}$/.test(days))
    throw usageError(`--days: expected a whole number of days from 1, got "${days}"`);
  const from = since ?? (days === undefined ? undefined : `${days} days`);
  const isOpen = from === undefined && until === undefined;
  const sinceText = from ?? (isOpen ? defaultSince : undefined);
  const window = {
    sinceMs: sinceText === undefined ? undefined : parseInstant('--since', sinceText, nowMs, tz),
    untilMs: until === undefined ? undefined : parseInstant('--until', until, nowMs, tz),
    said: [sinceText && `since ${sinceText}`, until && `until ${until}`].filter(Boolean).join(' '),
  };
  if (window.sinceMs !== undefined && window.untilMs !== undefined && window.sinceMs >= window.untilMs)
    throw usageError(`--until: ${until} is not after --since ${sinceText}`);
  return window;
}

function parseInstant(option: string, text: string, nowMs: number, tz: string): number {
  const duration = readDuration(text);
  if (duration !== undefined) return before(nowMs, duration);
  if (text === 'now') return nowMs;
  const atMs = readInstant(text, tz);
  if (atMs !== undefined) return atMs;
  throw usageError(
    `${option}: expected a time back such as "1 hour", "24h" or "7d", or a date such as 2026-02-03, got "${text}"`,
  );
}

/** `2026-02-03 01:50:45 – 2026-02-04 01:50:45`, in the zone. */
export function windowText({ sinceMs, untilMs }: TimeWindow, tz: string): string {
  if (sinceMs === undefined && untilMs === undefined) return 'all time';
  const from = sinceMs === undefined ? 'the first row' : zonedText(sinceMs, tz);
  return `${from} – ${untilMs === undefined ? 'now' : zonedText(untilMs, tz)}`;
}
