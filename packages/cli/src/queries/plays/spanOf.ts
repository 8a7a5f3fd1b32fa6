import { DAY_MS } from '../../windows/duration.ts';
import type { TimeWindow } from '../../windows/timeWindow.ts';
import { instantOf, zonedText } from '../../windows/zonedTime.ts';
import type { Span } from './readPlays.ts';

const BEGINNING = '0001-01-01T00:00:00Z';

/** A window as the macros take it. It ends now at the latest: what is to come is no silence. */
export function spanOf({ sinceMs, untilMs }: TimeWindow, nowMs: number): Span {
  return {
    start: sinceMs === undefined ? BEGINNING : new Date(sinceMs).toISOString(),
    end: new Date(Math.min(untilMs ?? nowMs, nowMs)).toISOString(),
  };
}

/** The day before this one in a zone, from midnight to midnight. */
export function yesterday(nowMs: number, tz: string): { sinceMs: number; untilMs: number; date: string } {
  const today = Date.parse(`${zonedText(nowMs, tz).slice(0, 10)}T00:00:00Z`);
  const date = new Date(today - DAY_MS).toISOString().slice(0, 10);
  return { sinceMs: instantOf(today - DAY_MS, tz), untilMs: instantOf(today, tz), date };
}
