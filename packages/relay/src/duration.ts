const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of `250ms`, `90s`, `5m` or `1h`. */
export function parseDuration(text: string): number {
  const match = /^(\d{1,6})(ms|s|m|h)$/.exec(text);
  const durationMs = Number(match?.[1]) * (UNIT_MS[match?.[2] ?? ''] ?? Number.NaN);
  if (!(durationMs > 0)) throw new TypeError('is no time');
  return durationMs;
}
