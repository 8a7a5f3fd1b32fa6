import { expect, test } from 'vitest';
import { classifyAnswer, HubError, type HubFailure } from './hubError.ts';

const COMMITS_USED_UP =
  'You have exceeded the rate limit for repository commits (128 per hour). You can retry this action in about';
const WITH_ROOM = { RateLimit: '"api";r=949;t=271' };
const USED_UP = { RateLimit: '"api";r=0;t=271' };

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly fromHub?: boolean;
}

test.for<[string, Answer, HubFailure]>([
  ['500', { status: 500 }, { kind: 'unavailable' }],
  ['504, which may have landed', { status: 504 }, { kind: 'unavailable' }],
  ['408', { status: 408 }, { kind: 'unavailable' }],
  ['a store whose address expired', { status: 403, fromHub: false }, { kind: 'unavailable' }],
  ['a commit under way', { status: 409 }, { kind: 'conflict' }],
  ['a head that moved', { status: 412 }, { kind: 'conflict' }],
  ['a refused token', { status: 401 }, { kind: 'unauthorized' }],
  ['a repo that is not there', { status: 404, text: 'Repository not found' }, { kind: 'unauthorized' }],
  [
    'lost bytes',
    {
      status: 400,
      text: 'Your push was rejected because an LFS pointer pointed to a file that does not exist. For instance',
    },
    { kind: 'bytesMissing' },
  ],
  ['anything else that is refused', { status: 422, text: 'no' }, { kind: 'rejected' }],
  [
    'the window of calls: until it ends',
    { status: 429, headers: { ...USED_UP, 'Retry-After': '5' } },
    { kind: 'throttled', quota: 'api', waitMs: 271_000 },
  ],
  [
    'a quota with room left in the window: as Retry-After says',
    { status: 429, headers: { ...WITH_ROOM, 'Retry-After': '5' } },
    { kind: 'throttled', quota: 'api', waitMs: 5000 },
  ],
  [
    'the commits of the hour, in minutes',
    { status: 429, headers: WITH_ROOM, text: `${COMMITS_USED_UP} 12 minutes.` },
    { kind: 'throttled', quota: 'commit', waitMs: 720_000 },
  ],
  [
    'the commits of the hour, in hours',
    { status: 429, headers: WITH_ROOM, text: `${COMMITS_USED_UP} 1 hour.` },
    { kind: 'throttled', quota: 'commit', waitMs: 3_600_000 },
  ],
  [
    'the commits of the hour, in former words',
    {
      status: 429,
      text: 'You have exceeded our hourly quotas for action: commit. We invite you to retry later.',
    },
    { kind: 'throttled', quota: 'commit', waitMs: 3_600_000 },
  ],
  ['a 429 without a word', { status: 429 }, { kind: 'throttled', quota: 'api', waitMs: 60_000 }],
  [
    'no wait is longer than an hour',
    { status: 429, headers: { 'Retry-After': '86400' } },
    { kind: 'throttled', quota: 'api', waitMs: 3_600_000 },
  ],
])('%s', ([, { status, headers = {}, text = '', fromHub = true }, failure]) => {
  expect(classifyAnswer({ status, headers: new Headers(headers), text, fromHub })).toEqual(failure);
});

test('[R7] an error holds no token, whoever wrote its words', () => {
  const { message } = new HubError({ kind: 'rejected' }, 'Invalid token hf_abcDEF123 for repo');
  expect(message).toBe('Invalid token hf_… for repo');
});
