import { alignment, recitationError } from '@parqueue/schema/presets';
import { HEADER } from '@parqueue/schema/wire';
import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterEach, expect, test } from 'vitest';
import {
  endPage,
  expectProblem,
  ORIGIN,
  openPage,
  shardOf,
  type TestHeaders,
  type TestPage,
} from '../testing/openPage.ts';

const SITE_SECRET = 'the-secret-of-the-site-of-32-bytes-or-more';
const ADDRESS = '203.0.113.7';
const ed = await generateKeyPair('EdDSA');
const { x } = await exportJWK(ed.publicKey);

let page: TestPage;
afterEach(() => endPage(page));

const openSite = (other: Record<string, string> = {}) => {
  page = openPage({ TICKET_MODE: 'site', SITE_KEYS: `2026=HS256:${SITE_SECRET} ed=EdDSA:${x}`, ...other });
};

const siteToken = (claims: JWTPayload = {}): Promise<string> =>
  new SignJWT({ sub: 'user-7', aud: `parqueue:${page.dataset}`, ...claims })
    .setProtectedHeader({ alg: 'HS256', kid: '2026' })
    .setExpirationTime('5 minutes')
    .sign(new TextEncoder().encode(SITE_SECRET));

const ask = async (credential: string | undefined, headers: TestHeaders = {}): Promise<Response> =>
  page.askTicket(headers, { dataset: page.dataset, credential });

interface TakenTicket {
  readonly ticket: string;
  readonly userId: string;
  readonly tables: readonly { readonly name: string }[];
  readonly headers: TestHeaders;
}

/** A ticket for a credential, and the headers that a shard needs for it. */
async function take(credential: string, headers: TestHeaders = {}): Promise<TakenTicket> {
  const response = await ask(credential, headers);
  expect(response.status).toBe(200);
  const taken = await response.json<TakenTicket & { identityProof: string }>();
  const own = { Authorization: `Bearer ${taken.ticket}`, [HEADER.identity]: taken.identityProof };
  return { ...taken, headers: own };
}

test('[RL16] a token of the site gives a ticket of the person in it, wherever they are', async () => {
  openSite();
  const { userId } = await take(await siteToken());
  expect(userId).toMatch(/^[0-9a-f]{12}$/);
  const elsewhere = { 'CF-Connecting-IP': ADDRESS, 'User-Agent': 'another' };
  expect((await take(await siteToken(), elsewhere)).userId).toBe(userId);
  expect((await take(await siteToken({ sub: 'user-8' }))).userId).not.toBe(userId);
});

test('[RL16] a key pair’s token holds in the Worker, too', async () => {
  openSite();
  const token = await new SignJWT({ sub: 'user-7', aud: `parqueue:${page.dataset}` })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'ed' })
    .setExpirationTime('5 minutes')
    .sign(ed.privateKey);
  await take(token);
  await expectProblem(await ask(`${token.slice(0, -10)}AAAAAAAAAA`), 'credential_refused');
});

test('[RL16] a token that is sent again gives another ticket of the same person, and nothing more', async () => {
  openSite();
  const token = await siteToken();
  const [first, second] = [await take(token), await take(token)];
  expect(second.userId).toBe(first.userId);
});

test('[RL16] without a token, or with one for another dataset, there is no ticket', async () => {
  openSite();
  await expectProblem(await ask(undefined), 'credential_refused');
  const said = await expectProblem(
    await ask(await siteToken({ aud: 'parqueue:other' })),
    'credential_refused',
  );
  expect(said).toContain('aud');
});

test('[RL15] programs that name no origin get tickets of the site alone, and theirs are good for no page', async () => {
  openSite();
  const { headers } = await take(await siteToken(), { Origin: 'none' });
  await expectProblem(await page.put({ headers }), 'ticket_invalid');
  expect((await page.put({ headers: { ...headers, Origin: 'none' } })).status).toBe(202);
  await expectProblem(await ask(await siteToken(), { Origin: 'https://evil.example' }), 'origin_refused');
  for (const TICKET_MODE of ['open', 'hf', 'turnstile']) {
    await endPage(page);
    page = openPage({ TICKET_MODE, TURNSTILE_SECRET: '1x0000000000000000000000000000000AA' });
    await expectProblem(await ask('hf_oauth_alice', { Origin: 'none' }), 'origin_refused');
  }
});

test('[RL16] a ticket for some tables names those, and is good for no other', async () => {
  openSite();
  const { headers, tables } = await take(await siteToken({ tables: [alignment.name] }));
  expect(tables.map(({ name }) => name)).toEqual([alignment.name]);
  expect((await page.put({ headers })).status).toBe(202);
  const said = await expectProblem(await page.put({ headers, table: recitationError.name }), 'table_refused');
  expect(said).toContain(alignment.name);
});

test('[RL18] who has used up the quota of their ticket is told when to come again; another ticket is no new quota', async () => {
  openSite();
  const quota = { bytesPerDay: (await shardOf()).length };
  const { headers } = await take(await siteToken({ quota }));
  expect((await page.put({ headers })).status).toBe(202);
  for (const again of [headers, (await take(await siteToken({ quota }))).headers]) {
    const response = await page.put({ headers: again });
    const retryAfterS = Number(response.headers.get('Retry-After'));
    expect(retryAfterS).toBeGreaterThan(0);
    expect(retryAfterS).toBeLessThanOrEqual(24 * 3600);
    await expectProblem(response, 'quota_exceeded');
  }
});

test('[R8] [RL18] a ticket of the open mode holds its network as a keyed hash: the same for all its people, and no address', async () => {
  page = openPage();
  const networkOf = async (address: string, userAgent = 'A browser') => {
    const headers = { 'CF-Connecting-IP': address, 'User-Agent': userAgent };
    const response = await page.askTicket(headers);
    const { ticket } = await response.json<{ ticket: string }>();
    expect(atob(ticket.split('.')[1]?.replace(/-/g, '+').replace(/_/g, '/') ?? '')).not.toContain(address);
    return decodeJwt<{ net: string }>(ticket).net;
  };
  const network = await networkOf(ADDRESS);
  expect(network).toMatch(/^[0-9a-f]{12}$/);
  expect(await networkOf(ADDRESS, 'Another')).toBe(network);
  expect(await networkOf('203.0.113.8')).not.toBe(network);
  expect(await networkOf('2001:db8:0:aa01::1')).toBe(await networkOf('2001:db8:0:aaff::2'));
  openSite();
  const { ticket } = await take(await siteToken());
  expect(decodeJwt(ticket)['net']).toBeUndefined();
});

test('[RL19] in compat mode the address is the platform’s, and a proxy’s word counts only if it is trusted', async () => {
  page = openPage({ USER_ID_COMPAT: 'sha256', TRUSTED_PROXIES: '192.0.2.1' });
  const person = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64)' };
  const forwarded = { 'X-Forwarded-For': `198.51.100.66, ${ADDRESS}` };
  // printf '203.0.113.7|Mozilla/5.0 (X11; Linux x86_64)' | sha256sum
  const expected = '305904d1fe57';
  const idOf = async (headers: TestHeaders) => (await page.takeTicket({ ...person, ...headers })).userId;
  expect(await idOf({ 'CF-Connecting-IP': ADDRESS })).toBe(expected);
  expect(await idOf({ 'CF-Connecting-IP': '192.0.2.1', ...forwarded })).toBe(expected);
  expect(await idOf({ 'CF-Connecting-IP': '198.51.100.1', ...forwarded })).not.toBe(expected);
});

test('[RL5] the ticket of one origin is not had for another by asking with it', async () => {
  openSite({ ALLOWED_ORIGINS: `${ORIGIN} https://teach.example` });
  const { headers } = await take(await siteToken(), { Origin: 'https://teach.example' });
  await expectProblem(await page.put({ headers }), 'ticket_invalid');
});
