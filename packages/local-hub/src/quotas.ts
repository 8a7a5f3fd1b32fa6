import { HubError } from './hubError.ts';

export type Bucket = 'api' | 'resolvers' | 'pages';
export type QuotaSettings = Record<Bucket, number> & {
  /** What those who are not signed in have, by address. */
  anonymous: Record<Bucket, number>;
  /** The window of the three above. */
  windowS: number;
  /** To one repo, in any hour. */
  commitsPerHour: number;
};

/**
 * A free account's: https://huggingface.co/docs/hub/rate-limits. The commit quota is not documented; 128 an hour
 * and repo is what the Hub's own message says.
 */
export const DEFAULT_QUOTAS: QuotaSettings = {
  api: 1_000,
  resolvers: 5_000,
  pages: 200,
  anonymous: { api: 500, resolvers: 3_000, pages: 100 },
  windowS: 300,
  commitsPerHour: 128,
};

const HOUR_MS = 3_600_000;

export interface Quotas {
  /** Counts one request of `caller`; the headers go on every answer, refused or not. */
  spend(bucket: Bucket, caller: Caller): { isAllowed: boolean; headers: Record<string, string> };
  /** Throws the Hub's 429 when the repo had its commits of the hour. */
  requireCommit(committedAt: readonly number[]): void;
}
type Caller = { name: string; isSignedIn: boolean };

export function createQuotas(settings: QuotaSettings | 'off', now: () => number): Quotas {
  if (settings === 'off') {
    return { spend: () => ({ isAllowed: true, headers: {} }), requireCommit: () => undefined };
  }
  const spent = new Map<string, number>();
  let currentWindow = -1;
  const windowMs = settings.windowS * 1000;

  return {
    spend(bucket, caller) {
      const window = Math.floor(now() / windowMs);
      if (window !== currentWindow) spent.clear();
      currentWindow = window;
      const quota = (caller.isSignedIn ? settings : settings.anonymous)[bucket];
      const key = `${bucket} ${caller.name}`;
      const count = (spent.get(key) ?? 0) + 1;
      spent.set(key, count);
      const resetS = Math.ceil(((window + 1) * windowMs - now()) / 1000);
      const headers = {
        RateLimit: `"${bucket}";r=${Math.max(0, quota - count)};t=${resetS}`,
        'RateLimit-Policy': `"fixed window";"${bucket}";q=${quota};w=${settings.windowS}`,
      };
      return { isAllowed: count <= quota, headers };
    },
    requireCommit(committedAt) {
      const since = now() - HOUR_MS;
      const recent = committedAt.filter((at) => at > since).sort((a, b) => a - b);
      if (recent.length < settings.commitsPerHour) return;
      const freeAt = (recent.at(-settings.commitsPerHour) ?? now()) + HOUR_MS;
      throw new HubError(429, commitQuotaText(settings.commitsPerHour, freeAt - now()));
    },
  };
}

export function quotaText(bucket: Bucket, headers: Record<string, string>): string {
  const quota = /q=(\d+)/.exec(headers['RateLimit-Policy'] ?? '')?.[1];
  return `We had to rate limit you, you hit the quota of ${quota} ${bucket} requests per 5 minutes period.`;
}

/** The answer carries the `RateLimit` of the API bucket, with plenty left, exactly as the Hub's does. */
function commitQuotaText(quota: number, waitMs: number): string {
  const minutes = Math.max(1, Math.ceil(waitMs / 60_000));
  const wait = minutes > 55 ? '1 hour' : minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return (
    `You have exceeded the rate limit for repository commits (${quota} per hour). ` +
    `You can retry this action in about ${wait}. ` +
    'To reduce the number of commits, you can upload entire folders at once.'
  );
}
