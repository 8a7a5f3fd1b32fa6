import { expect, test } from 'vitest';
import { parseConfig } from './config.ts';

const right = {
  HF_TOKEN: 'hf_abc123',
  PARQUEUE_SECRET: 'thirty-two bytes, and a few more.',
  DATASETS: 'recitations=me/recitations  other=my-org/other.data',
  ALLOWED_ORIGINS: 'https://recite.example http://localhost:5173',
};

test('what is left out has a sound value', () => {
  expect(parseConfig(right)).toEqual({
    kind: 'ok',
    config: {
      datasets: new Map([
        ['recitations', 'me/recitations'],
        ['other', 'my-org/other.data'],
      ]),
      origins: new Set(['https://recite.example', 'http://localhost:5173']),
      hubUrl: 'https://huggingface.co',
      hubToken: 'hf_abc123',
      secret: right.PARQUEUE_SECRET,
      commitIntervalMs: 300_000,
      commitsPerHour: 128,
      spoolMaxBytes: 8_000_000_000,
      spoolMaxAgeMs: 604_800_000,
      checkedValues: 'all',
      operatorSecret: null,
      requestEvents: null,
      trustedProxies: new Set(),
    },
  });
});

test('the pages of an extension are an origin like others', () => {
  const extension = 'chrome-extension://ppllganjbgolbaggbilehmpnmjdfghmb';
  const parsed = parseConfig({ ...right, ALLOWED_ORIGINS: `https://recite.example ${extension}` });
  expect(parsed).toMatchObject({ config: { origins: new Set(['https://recite.example', extension]) } });
});

test('[RL8] everything that is wrong is named at once', () => {
  const parsed = parseConfig({});
  const names =
    parsed.kind === 'misconfigured' ? parsed.problems.map((problem) => problem.split(' ')[0]) : [];
  expect(names).toEqual(['DATASETS', 'ALLOWED_ORIGINS', 'HF_TOKEN', 'PARQUEUE_SECRET']);
});

test.for<[string, string, RegExp]>([
  ['HF_TOKEN', 'not-a-token-of-theirs', /hf_….*wrangler secret put HF_TOKEN/],
  ['HF_TOKEN', ' ', /is missing/],
  ['PARQUEUE_SECRET', 'thirty-one bytes are not enough', /shorter than 32 bytes.*openssl rand/],
  ['DATASETS', 'your=your-name/your-dataset', /placeholder/],
  ['DATASETS', 'recitations', /entry 1 that is not name=owner\/repo/],
  ['DATASETS', 'a=me/a Bad=me/b', /entry 2 whose name/],
  ['DATASETS', 'a=me/a a=me/b', /entry 2 whose name is there twice/],
  ['ALLOWED_ORIGINS', 'https://recite.example/', /entry 1 that is no origin/],
  ['ALLOWED_ORIGINS', 'https://a.example https://*.example', /entry 2 that is no origin/],
  ['ALLOWED_ORIGINS', '*', /no origin/],
  ['ALLOWED_ORIGINS', 'chrome-extension://*', /no origin/],
  ['ALLOWED_ORIGINS', 'chrome-extension://ppllganjbgolbaggbilehmpnmjdfghmb/page.html', /no origin/],
  ['HUB_URL', 'http://huggingface.example', /is not https/],
  ['HUB_URL', 'nowhere', /is no URL/],
  ['COMMIT_INTERVAL', '5', /is no time/],
  ['COMMIT_INTERVAL', '0m', /is no time/],
  ['COMMITS_PER_HOUR', '-1', /whole number/],
  ['SPOOL_MAX_BYTES', '8GB', /whole number/],
  ['SPOOL_MAX_AGE', '7 days', /is no time/],
  ['CHECKED_VALUES', 'none', /is neither/],
  ['REQUEST_EVENTS', 'metrics_event', /is not dataset\/table.*recitations\/metrics_event/],
  ['REQUEST_EVENTS', 'a/b/c', /is not dataset\/table/],
  ['OPERATOR_SECRET', 'short', /shorter than 32 bytes.*openssl rand/],
])('%s = %o is told in words, without its value', ([name, value, words]) => {
  const parsed = parseConfig({ ...right, [name]: value });
  expect(parsed).toEqual({ kind: 'misconfigured', problems: [expect.stringMatching(words)] });
  const [problem = ''] = parsed.kind === 'misconfigured' ? parsed.problems : [];
  expect(problem.startsWith(`${name} `)).toBe(true);
  if (name === 'HF_TOKEN' || name === 'PARQUEUE_SECRET')
    expect(problem).not.toContain(value.trim() || 'never');
});

test.for([
  ['250ms', 250],
  ['90s', 90_000],
  ['1h', 3_600_000],
] as const)('an interval of %s', ([text, intervalMs]) => {
  expect(parseConfig({ ...right, COMMIT_INTERVAL: text })).toMatchObject({
    config: { commitIntervalMs: intervalMs },
  });
});

test('a hub on this machine may speak plain http, and its address loses its last slash', () => {
  const parsed = parseConfig({ ...right, HUB_URL: 'http://127.0.0.1:8080/' });
  expect(parsed).toMatchObject({ config: { hubUrl: 'http://127.0.0.1:8080' } });
});
