const BASE_MS = 1_000;

/** The longest wait between two tries; also what a `Retry-After` of any length is cut to. */
export const RETRY_MAX_MS = 15 * 60_000;

/**
 * How long to wait before try `attempt` (from 0): full jitter over an exponentially growing span
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), and never less than the relay asked for. Tries never end.
 *
 * @param random a number in [0, 1)
 */
export function retryDelayMs(attempt: number, random: number, retryAfterMs = 0): number {
  const span = Math.min(RETRY_MAX_MS, BASE_MS * 2 ** Math.min(attempt, 20));
  return Math.min(RETRY_MAX_MS, Math.max(retryAfterMs, Math.round(random * span)));
}

/**
 * Milliseconds of a `Retry-After` header (RFC 9110 §10.2.3): seconds or an HTTP date, by the given clock. Undefined when there is none or it
 * is garbage; a date in the past is 0.
 */
export function parseRetryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Math.min(RETRY_MAX_MS, Number(header) * 1_000);
  const date = /[A-Za-z]{3}/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.min(RETRY_MAX_MS, Math.max(0, date - nowMs));
}
