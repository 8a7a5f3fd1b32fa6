import { expect, test } from 'vitest';
import { parseConfig } from './config.ts';

const right = {
  HF_TOKEN: 'hf_abc123',
  PARQUEUE_SECRET: 'thirty-two bytes, and a few more.',
  DATASETS: 'recitations=me/recitations  other=my-org/other.data',
  ALLOWED_ORIGINS: 'https://recite.example http://localhost:5173',
};

test('{003.18} what is left out has a sound value', () => {
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
      audioPolicy: 'allow',
      operatorSecret: null,
      requestEvents: null,
      logLevel: 'info',
      trustedProxies: new Set(),
      spoolCount: 1,
      squashAfterCommits: null,
      tickets: { mode: 'open' },
      userIds: { compat: 'none', rotationDays: null },
      quotas: {
        bytesPerDay: 2_000_000_000,
        shardsPerHour: 2000,
        networkBytesPerDay: 20_000_000_000,
        datasetBytesPerDay: null,
      },
    },
  });
});

test('the pages of an extension are an origin like others', () => {
  const extension = 'chrome-extension://ppllganjbgolbaggbilehmpnmjdfghmb';
  const parsed = parseConfig({ ...right, ALLOWED_ORIGINS: `https://recite.example ${extension}` });
  expect(parsed).toMatchObject({ config: { origins: new Set(['https://recite.example', extension]) } });
});

test('[RL8] {000.04} {003.18} everything that is wrong is named at once', () => {
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
  ['TRUSTED_PROXIES', '10.0.0.1 my-proxy', /entry 2 that is neither/],
  ['TRUSTED_PROXIES', '10.0.0.0/33', /entry 1 that is neither/],
  ['TRUSTED_PROXIES', 'fd00::/129', /entry 1 that is neither/],
  ['LOG_LEVEL', 'verbose', /is no level; put debug, info, warn or error/],
  ['AUDIO_POLICY', 'some', /is neither/],
  ['REQUEST_EVENTS', 'metrics_event', /is not dataset\/table.*recitations\/metrics_event/],
  ['REQUEST_EVENTS', 'a/b/c', /is not dataset\/table/],
  ['OPERATOR_SECRET', 'short', /shorter than 32 bytes.*openssl rand/],
  ['TICKET_MODE', 'closed', /none of these; put open, turnstile, site or hf/],
  ['QUOTA_BYTES_PER_DAY', '1000000', /less than one shard may have/],
  ['QUOTA_SHARDS_PER_HOUR', '0', /whole number from 1.*or none/],
  ['QUOTA_BYTES_PER_NETWORK_PER_DAY', '20 GB', /whole number/],
  ['DATASET_BYTES_PER_DAY', 'all', /whole number/],
  ['USER_ID_COMPAT', 'md5', /neither; put none.*sha256/],
  ['USER_ID_ROTATION', '30', /no number of days.*30d/],
  ['USER_ID_ROTATION', '0d', /no number of days/],
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

test('proxies are addresses and networks', () => {
  const parsed = parseConfig({ ...right, TRUSTED_PROXIES: '192.0.2.1, 10.0.0.0/8 fd00::/8 ::1' });
  expect(parsed).toMatchObject({
    config: { trustedProxies: new Set(['192.0.2.1', '10.0.0.0/8', 'fd00::/8', '::1']) },
  });
});

test('a hub on this machine may speak plain http, and its address loses its last slash', () => {
  const parsed = parseConfig({ ...right, HUB_URL: 'http://127.0.0.1:8080/' });
  expect(parsed).toMatchObject({ config: { hubUrl: 'http://127.0.0.1:8080' } });
});

test.for<[string, Record<string, string>, object]>([
  ['open', {}, { mode: 'open' }],
  [
    'turnstile',
    { TURNSTILE_SECRET: '0x4AAAAAAAsecretOfAWidget' },
    {
      secret: '0x4AAAAAAAsecretOfAWidget',
      verifyUrl: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
    },
  ],
  ['site', { SITE_KEYS: `2026=HS256:${'s'.repeat(32)}` }, { keys: [{ kid: '2026', alg: 'HS256' }] }],
  ['hf', {}, { orgs: new Set(), apps: new Set() }],
  [
    'hf',
    { HF_ORGS: 'Readers, teachers', HF_OAUTH_APPS: 'one two' },
    { orgs: new Set(['readers', 'teachers']), apps: new Set(['one', 'two']) },
  ],
])('tickets by the mode %s, with what it needs', ([mode, variables, tickets]) => {
  const parsed = parseConfig({ ...right, TICKET_MODE: mode, ...variables });
  expect(parsed).toMatchObject({ config: { tickets: { mode, ...tickets } } });
});

test.for<[Record<string, string>, RegExp]>([
  [{ TICKET_MODE: 'turnstile' }, /^TURNSTILE_SECRET is missing; run: .*secret put TURNSTILE_SECRET/],
  [{ TICKET_MODE: 'turnstile', TURNSTILE_SECRET: 'short' }, /^TURNSTILE_SECRET does not look like/],
  [
    {
      TICKET_MODE: 'turnstile',
      TURNSTILE_SECRET: '0x4AAAAAAAsecretOfAWidget',
      TURNSTILE_VERIFY_URL: 'http://turnstile.example/',
    },
    /^TURNSTILE_VERIFY_URL is not https/,
  ],
  [{ TICKET_MODE: 'site' }, /^SITE_KEYS is missing; run: .*secret put SITE_KEYS/],
  [
    { TICKET_MODE: 'site', SITE_KEYS: '2026=HS256:short' },
    /^SITE_KEYS has an entry 1 whose secret is shorter/,
  ],
  [{ TICKET_MODE: 'hf', HF_ORGS: 'a/b' }, /^HF_ORGS holds what is no name/],
  [
    { USER_ID_COMPAT: 'sha256', USER_ID_ROTATION: '30d' },
    /^USER_ID_ROTATION does not go with USER_ID_COMPAT/,
  ],
])('[RL8] what a mode needs and has not is told: %o', ([variables, words]) => {
  const parsed = parseConfig({ ...right, ...variables });
  expect(parsed).toEqual({ kind: 'misconfigured', problems: [expect.stringMatching(words)] });
});
