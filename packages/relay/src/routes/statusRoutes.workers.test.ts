import { afterEach, beforeEach, expect, test } from 'vitest';
import { createOperatorSessions } from '../auth/operatorSession.ts';
import { buryShards } from '../testing/buryShards.ts';
import { endPage, expectProblem, newId, openPage, SECRET, type TestPage } from '../testing/openPage.ts';
import { asOperator, OPERATOR_SECRET } from '../testing/operator.ts';

const HOUR_MS = 3_600_000;

let page: TestPage;
beforeEach(() => {
  page = openPage({ OPERATOR_SECRET });
});
afterEach(() => endPage(page));

const post = (form: Readonly<Record<string, string>>): Promise<Response> => {
  const body = new URLSearchParams(form).toString();
  const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
  return page.call('/status', {
    method: 'POST',
    body,
    headers: { ...type, 'Content-Length': String(body.length) },
  });
};

const cookieOf = (response: Response): string =>
  (response.headers.get('Set-Cookie') ?? '').split(';')[0] ?? '';

const see = (headers: Readonly<Record<string, string>>): Promise<Response> =>
  page.call('/status', { headers });

test('[RL50] with the secret as a bearer the page says how each dataset is', async () => {
  await page.put();
  const response = await see(asOperator);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    refresh: '30',
  });
  expect(response.headers.get('Content-Security-Policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'self'; frame-ancestors 'none'/,
  );
  const text = await response.text();
  expect(text).toContain('All is well');
  expect(text).toMatch(/1 shard\b[\s\S]*wait for the next commit/);
  expect(text).toContain(`/datasets/me/${page.dataset}`);
  expect(text).toContain('alignment');
});

test('[RL50] a browser that signs in gets a cookie that opens the page, and holds no secret', async () => {
  const refused = await see({});
  expect(refused.status).toBe(401);
  expect(await refused.text()).toContain('name="secret" type="password"');
  const answer = await post({ secret: OPERATOR_SECRET });
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/v1/status']);
  const cookie = answer.headers.get('Set-Cookie') ?? '';
  expect(cookie.split('; ').slice(1).sort()).toEqual([
    'HttpOnly',
    'Max-Age=43200',
    'Path=/v1/status',
    'SameSite=Strict',
    'Secure',
  ]);
  for (const secret of [OPERATOR_SECRET, SECRET]) expect(decodeURIComponent(cookie)).not.toContain(secret);
  expect((await see({ Cookie: cookieOf(answer) })).status).toBe(200);
});

test('[RL50] a wrong secret, an old or a forged cookie opens nothing', async () => {
  for (const secret of ['', 'wrong', SECRET]) {
    const answer = await post({ secret });
    expect([answer.status, answer.headers.has('Set-Cookie')]).toEqual([401, false]);
    expect(await answer.text()).toContain('That is not the secret');
  }
  const cookie = cookieOf(await post({ secret: OPERATOR_SECRET }));
  const later = cookie.replace(/=\d+/, `=${Date.now() + 99 * HOUR_MS}`);
  for (const Cookie of [
    later,
    `${cookie}x`,
    cookie.replace(/\.[^.]*$/, ''),
    'parqueue-operator=9999999999999',
  ])
    expect((await see({ Cookie })).status).toBe(401);
  expect((await see({ Cookie: await cookieAt(Date.now() - 11 * HOUR_MS) })).status).toBe(200);
  expect((await see({ Cookie: await cookieAt(Date.now() - 13 * HOUR_MS) })).status).toBe(401);
});

/** As it was given to who signed in at that moment. */
async function cookieAt(now: number): Promise<string> {
  const { Hono } = await import('hono');
  const sessions = createOperatorSessions({
    secret: SECRET,
    operatorSecret: OPERATOR_SECRET,
    clock: () => now,
  });
  const app = new Hono().get('/', async (c) => {
    await sessions.open(c);
    return c.body(null);
  });
  return cookieOf(await app.request('https://relay.example/'));
}

test('[RL50] a session ends with either secret, and with signing out', async () => {
  const Cookie = cookieOf(await post({ secret: OPERATOR_SECRET }));
  const out = await post({ leave: 'yes' });
  expect(out.headers.get('Set-Cookie')).toMatch(/^parqueue-operator=; Max-Age=0; Path=\/v1\/status/);
  const dataset = page.dataset;
  for (const other of [
    { OPERATOR_SECRET: 'another secret of this operator, 32 bytes' },
    { OPERATOR_SECRET, PARQUEUE_SECRET: 'another secret of this relay, of 32 bytes' },
  ]) {
    page = openPage(other);
    expect((await see({ Cookie })).status).toBe(401);
  }
  expect(page.dataset).not.toBe(dataset);
});

test('[RL50] a session shows pages and does nothing else', async () => {
  const shardId = newId();
  await page.put({ shardId });
  await buryShards(page, 'not <wanted>');
  const Cookie = cookieOf(await post({ secret: OPERATOR_SECRET }));
  const letters = await page.call(`/status/${page.dataset}/dead`, { headers: { Cookie } });
  expect(letters.status).toBe(200);
  const text = await letters.text();
  expect(text).toContain(shardId);
  expect(text).toContain('not &lt;wanted&gt;');
  expect((await page.call(`/status/${page.dataset}/dead`)).status).toBe(401);
  const path = `/datasets/${page.dataset}/dead/${shardId}`;
  await expectProblem(await page.call(path, { headers: { Cookie } }), 'operator_refused');
  await expectProblem(await page.call('/metrics', { headers: { Cookie } }), 'operator_refused');
});

test('[RL50] a person stops the page from asking again', async () => {
  const response = await page.call('/status?refresh=off', { headers: asOperator });
  expect(response.headers.has('Refresh')).toBe(false);
});

test('[RL50] without an operator’s secret there is no page, and nothing to sign in to', async () => {
  page = openPage();
  await expectProblem(await see({}), 'not_found');
  await expectProblem(await see(asOperator), 'not_found');
  await expectProblem(await post({ secret: '' }), 'not_found');
});

test('a wrong bearer, a form without end and a wrong method are problems', async () => {
  await expectProblem(await see({ Authorization: 'Bearer wrong' }), 'operator_refused');
  await expectProblem(await post({ secret: 'x'.repeat(5000) }), 'message_too_large');
  await expectProblem(await page.call('/status', { method: 'PUT' }), 'method_not_allowed');
});
