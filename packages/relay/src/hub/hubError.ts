/** Why the Hub did not do what it was asked, by what there is to do about it. */
export type HubFailure =
  /** A quota is used up: of calls (`api`), or of commits to the repo (`commit`). */
  | { readonly kind: 'throttled'; readonly quota: 'api' | 'commit'; readonly waitMs: number }
  /** The token is refused, or the repo is not there for it. */
  | { readonly kind: 'unauthorized' }
  /** The branch moved, or another commit is under way. */
  | { readonly kind: 'conflict' }
  /** The Hub lost, or has not yet, the bytes of a file that the commit names. */
  | { readonly kind: 'bytesMissing' }
  /** No answer, or one that says nothing of what was done. */
  | { readonly kind: 'unavailable' }
  /** The Hub understood and will not. */
  | { readonly kind: 'rejected' };

export class HubError extends Error {
  readonly failure: HubFailure;

  constructor(failure: HubFailure, message: string, options?: ErrorOptions) {
    super(withoutTokens(message).slice(0, MESSAGE_MAX_LENGTH), options);
    this.name = 'HubError';
    this.failure = failure;
  }
}

const MESSAGE_MAX_LENGTH = 300;

/** Anything that looks like a token of the Hub, taken out. */
const withoutTokens = (text: string): string => text.replace(/hf_\w{4,}/g, 'hf_…');

/** An answer of the Hub that is no success. */
export interface HubAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Whether the call went to the Hub itself and not to the store behind it, whose addresses expire. */
  readonly fromHub: boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function classifyAnswer({ status, headers, text, fromHub }: HubAnswer): HubFailure {
  if (status === 429) return throttled(headers, text);
  if (!fromHub || status >= 500 || status === 408) return { kind: 'unavailable' };
  if (status === 409 || status === 412) return { kind: 'conflict' };
  if (/lfs pointer.{0,40}does not exist/i.test(text)) return { kind: 'bytesMissing' };
  if (status === 401 || status === 403 || status === 404) return { kind: 'unauthorized' };
  return { kind: 'rejected' };
}

/**
 * How long a 429 means. The Hub puts the state of its window of calls (`RateLimit: "api";r=949;t=271`) on every answer, so that it
 * is the reason only when nothing remains. A used-up quota of commits is told in words alone, and lasts up to an hour.
 */
function throttled(headers: Headers, text: string): HubFailure {
  const window = /;\s*r=(\d+)\s*;\s*t=(\d+)/.exec(headers.get('RateLimit') ?? '');
  const quota = /repository commits|quotas? for action: commit/i.test(text) ? 'commit' : 'api';
  const retryAfterS = Number(headers.get('Retry-After') ?? Number.NaN);
  const waitMs =
    window !== null && Number(window[1]) === 0
      ? Number(window[2]) * 1000
      : retryAfterS >= 0
        ? retryAfterS * 1000
        : (waitInWords(text) ?? (quota === 'commit' ? HOUR_MS : MINUTE_MS));
  return { kind: 'throttled', quota, waitMs: Math.min(waitMs, HOUR_MS) };
}

/** `You can retry this action in about 5 minutes` */
function waitInWords(text: string): number | undefined {
  const match = /in about (an?|\d{1,4}) (second|minute|hour)/i.exec(text);
  if (match === null) return undefined;
  const count = /^an?$/i.test(match[1] ?? '') ? 1 : Number(match[1]);
  const unit = { second: 1000, minute: MINUTE_MS, hour: HOUR_MS }[match[2]?.toLowerCase() ?? ''];
  return unit === undefined ? undefined : count * unit;
}
