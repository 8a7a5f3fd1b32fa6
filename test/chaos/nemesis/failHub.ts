import type { Fault } from '@parqueue/local-hub';
import type { Nemesis } from './nemesis.ts';

const COMMIT = { method: 'POST', path: '/commit/' };
const UPLOAD = { method: 'PUT' };
const ALWAYS = Number.POSITIVE_INFINITY;
const RATE_LIMIT = { RateLimit: '"api";r=0;t=1', 'RateLimit-Policy': '"fixed window";"api";q=1000;w=300' };
const COMMITS_USED_UP = {
  error:
    'You have exceeded the rate limit for repository commits (128 per hour). You can retry this action in about 1 second.',
};

/** Each way in which the Hub is known to fail. */
const FAULTS: readonly Fault[] = [
  { kind: 'status', status: 503, match: COMMIT, times: 2 },
  { kind: 'status', status: 500, match: COMMIT, takesEffect: true },
  { kind: 'status', status: 504, match: COMMIT, takesEffect: true },
  { kind: 'status', status: 429, headers: RATE_LIMIT },
  { kind: 'status', status: 429, body: COMMITS_USED_UP, match: COMMIT },
  { kind: 'status', status: 412, match: COMMIT },
  { kind: 'status', status: 401 },
  { kind: 'delay', delayMs: 700, match: COMMIT },
  { kind: 'cut-body', match: COMMIT },
  { kind: 'cut-body' },
  { kind: 'reply-lost', match: COMMIT },
  { kind: 'reply-lost', match: UPLOAD },
  { kind: 'request-lost', match: COMMIT, times: 2 },
  { kind: 'delay', delayMs: 3_000 },
  // It is down.
  { kind: 'request-lost', times: ALWAYS },
  { kind: 'status', status: 503, times: ALWAYS },
];

/** The Hub fails, and a relay that is in the middle of a commit has to make the best of it. */
export const failHub: Nemesis = {
  kind: 'hub failed',
  async strike({ stack }, random) {
    const { faults } = stack.hub;
    const injected = Array.from({ length: random.int(1, 3) }, () => faults.inject(random.pick(FAULTS)));
    return async () => {
      for (const fault of injected) fault.remove();
    };
  },
};
