import { HEADER } from '@parqueue/schema/wire';
import { beforeEach, expect, test } from 'vitest';
import { expectProblem, newId, ORIGIN, openPage, type TestPage } from './testing/openPage.ts';

let page: TestPage;
beforeEach(() => {
  page = openPage();
});

test('a preflight of an allowed origin may send what a shard needs; of another it may not', async () => {
  const preflight = (origin: string): Promise<Response> =>
    page.call(`/datasets/${page.dataset}/tables/alignment/shards/${newId()}`, {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'PUT' },
    });
  const allowed = await preflight(ORIGIN);
  expect(allowed.headers.get('Access-Control-Allow-Origin')).toBe(ORIGIN);
  expect(allowed.headers.get('Access-Control-Max-Age')).toBe('7200');
  for (const name of ['Authorization', ...Object.values(HEADER)]) {
    expect(allowed.headers.get('Access-Control-Allow-Headers')).toContain(name);
  }
  expect((await preflight('https://evil.example')).headers.has('Access-Control-Allow-Origin')).toBe(false);
});

test('a problem can be read by the page: it carries the headers of its origin and a request id', async () => {
  const response = await page.put({ headers: { Authorization: 'none' } });
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe(ORIGIN);
  expect(response.headers.get('Access-Control-Expose-Headers')).toContain('Retry-After');
  expect(response.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/);
});

test('[RL54] every answer says that it is what its type says, loads nothing and stands in no frame', async () => {
  const path = `/datasets/${page.dataset}/tables/alignment/shards/${newId()}`;
  const answers = [
    await page.call('/health'),
    await page.put(),
    await page.put({ headers: { Authorization: 'none' } }),
    await page.call('/unheard-of'),
    await page.call(path, { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'PUT' } }),
    await openPage({ HF_TOKEN: 'wrong' }).call('/health'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 202, 401, 404, 204, 503]);
  for (const { headers } of answers)
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'strict-transport-security': 'max-age=31536000',
    });
});

test.for(['http://127.0.0.1:8787', 'https://localhost:8787', 'http://[::1]:8787'])(
  '[RL54] a browser is not held to https on %s',
  async (origin) => {
    const response = await page.relay.fetch(new Request(`${origin}/v1/health`));
    expect(response.headers.has('Strict-Transport-Security')).toBe(false);
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
  },
);

test('an unknown route and a wrong method are problems too', async () => {
  await expectProblem(await page.call('/unheard-of'), 'not_found');
  await expectProblem(await page.call('/ticket'), 'method_not_allowed');
  await expectProblem(await page.call('/health', { method: 'POST', body: '{}' }), 'method_not_allowed');
});

test('[RL8] a relay with a wrong configuration says which variable, and never a value', async () => {
  const wrong = {
    HF_TOKEN: 'aSecretWithoutItsPrefix',
    PARQUEUE_SECRET: 'tooShortASecret',
    DATASETS: undefined,
  };
  page = openPage(wrong);
  const detail = await expectProblem(await page.put(), 'misconfigured');
  const health = await page.call('/health');
  expect(health.status).toBe(503);
  const text = detail + (await health.text());
  for (const name of ['HF_TOKEN', 'PARQUEUE_SECRET', 'DATASETS']) expect(text).toContain(name);
  for (const value of [wrong.HF_TOKEN, wrong.PARQUEUE_SECRET]) expect(text).not.toContain(value);
});
