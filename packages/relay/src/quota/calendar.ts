const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Days and hours of UTC, counted from 1970; times are epoch milliseconds. */
export const dayOf = (now: number): number => Math.floor(now / DAY_MS);
export const hourOf = (now: number): number => Math.floor(now / HOUR_MS);
export const dayEndOf = (now: number): number => (dayOf(now) + 1) * DAY_MS;
export const hourEndOf = (now: number): number => (hourOf(now) + 1) * HOUR_MS;
