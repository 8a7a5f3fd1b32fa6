import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HEADER } from '@parqueue/schema/wire';
import { createLogger } from '@parqueue/sdk';
import { recitationError } from '@parqueue/sdk/presets';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newEdKey, signSiteToken } from '../../support/signSiteToken.ts';
import { startTurnstile, TURNSTILE_SECRET, type TurnstileStandIn } from '../../support/startTurnstile.ts';
import { openRelayScene, type RelayScene } from './relayScene.ts';

const ORIGIN = 'https://recite.example';
const SITE_SECRET = 'the-secret-of-the-site-of-32-bytes-or-more';
const { privateKey, x } = newEdKey();
const { fetch: ownFetch } = globalThis;

let turnstile: TurnstileStandIn;
let scene: RelayScene | undefined;
/** What `ticket()` of the page gave, in order. */
let given: string[] = [];

beforeEach(async () => {
  turnstile = await startTurnstile();
  given = [];
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await scene?.close();
  scene = undefined;
  await turnstile.close();
});

/** Pages name their origin and browser; Node's requests do not. */
function actAsPage(userAgent = 'A browser'): void {
  vi.stubGlobal('fetch', (input: RequestInfo | URL, init?: RequestInit) => {
    const headers = new Headers(init?.headers);
    headers.set('User-Agent', userAgent);
    if (new URL(String(input)).pathname.startsWith('/v1/')) headers.set('Origin', ORIGIN);
    return ownFetch(input, { ...init, headers });
  });
}

interface PageOptions {
  readonly credential: () => string;
  readonly userAgent?: string;
}

/** The SDK as a page has it: in Node without a worker and in memory, for a table of JSON lines. */
function openPage({ relay }: RelayScene, { credential, userAgent }: PageOptions) {
  actAsPage(userAgent);
  const log = createLogger({
    relay: relay.url,
    dataset: 'recitations',
    tables: { errors: recitationError },
    flushEvery: '10ms',
    ticket: () => {
      const token = credential();
      given.push(token);
      return token;
    },
  });
  const retries: string[] = [];
  log.on('retry', ({ reason }) => retries.push(reason));
  return { log, retries };
}

/** Logs a row through to the Hub; gives the `user_id` that it has there. */
async function logOne(open: RelayScene, options: PageOptions): Promise<string> {
  const { log } = openPage(open, options);
  const { path } = await log.errors.append({ error_message: 'a row' }).committed;
  await log.close();
  const entry = open.repo.tree(open.repo.head()).get(path);
  const text = (await open.repo.objects.read(entry?.sha256 ?? '')).toString();
  return (JSON.parse(text.split('\n')[0] ?? '') as { user_id: string }).user_id;
}

const openMode = async (TICKET_MODE: string, vars: Record<string, string> = {}): Promise<RelayScene> => {
  scene = await openRelayScene({ TICKET_MODE, ...vars });
  return scene;
};

test('[RL15] turnstile: each ticket takes a token of its own, and a row reaches the dataset', async () => {
  const open = await openMode('turnstile', { TURNSTILE_SECRET, TURNSTILE_VERIFY_URL: turnstile.verifyUrl });
  const credential = () => turnstile.solve({ action: 'parqueue' });
  const userId = await logOne(open, { credential });
  expect(userId).toMatch(/^[0-9a-f]{12}$/);
  expect(await logOne(open, { credential, userAgent: 'Another' })).not.toBe(userId);
  expect(turnstile.asked.map(({ response }) => response)).toEqual(given);
  expect(given).toHaveLength(2);
});

test('[RL15] turnstile: while it is not to be reached rows wait on the page, and go when it is', async () => {
  const open = await openMode('turnstile', { TURNSTILE_SECRET, TURNSTILE_VERIFY_URL: turnstile.verifyUrl });
  turnstile.next('fail', 'fail');
  const { log, retries } = openPage(open, { credential: () => turnstile.solve() });
  const row = log.errors.append({ error_message: 'a row' });
  await vi.waitFor(
    () => expect(retries).toContainEqual(expect.stringMatching(/^credential_unchecked/)),
    20_000,
  );
  expect(await row.state()).toMatchObject({ kind: 'waiting' });
  await log.flush();
  await row.committed;
  await log.close();
});

test.for([
  ['a shared secret', { key: SITE_SECRET }],
  ['a key pair', { key: privateKey, header: { kid: 'ed', alg: 'EdDSA' } }],
] as const)('[RL16] site: a token by %s lets a row through, in the name of its person', async ([, parts]) => {
  const open = await openMode('site', { SITE_KEYS: `2026=HS256:${SITE_SECRET} ed=EdDSA:${x}` });
  const of = (sub: string) => () => signSiteToken({ ...parts, claims: { sub } });
  const userId = await logOne(open, { credential: of('zubayda@school.example') });
  expect(await logOne(open, { credential: of('zubayda@school.example'), userAgent: 'Another' })).toBe(userId);
  expect(await logOne(open, { credential: of('user-8') })).not.toBe(userId);
  await expectNowhere(open, ['zubayda', SITE_SECRET, ...given]);
});

test('[RL16] site: a backend that is no page sends with a ticket of its own', async () => {
  const open = await openMode('site', { SITE_KEYS: `2026=HS256:${SITE_SECRET}` });
  const body = JSON.stringify({ dataset: 'recitations', credential: signSiteToken({ key: SITE_SECRET }) });
  const headers = { [HEADER.protocol]: '1', 'Content-Type': 'application/json' };
  const response = await fetch(`${open.relay.url}/v1/ticket`, { method: 'POST', headers, body });
  expect(await response.json()).toMatchObject({ userId: expect.stringMatching(/^[0-9a-f]{12}$/) });
});

test('[RL17] hf: whoever is signed in logs in their own name, and the Hub is asked once for each token', async () => {
  const open = await openMode('hf', { HF_ORGS: 'readers' });
  const userId = await logOne(open, { credential: () => 'hf_oauth_alice.readers' });
  expect(await logOne(open, { credential: () => 'hf_oauth_alice.readers', userAgent: 'Another' })).toBe(
    userId,
  );
  expect(open.hub.log.entries().filter(({ path }) => path === '/oauth/userinfo')).toHaveLength(1);
  await expectNowhere(open, ['hf_oauth_alice', 'alice']);
});

test('[R12] [RL17] hf: of whom the relay gives no ticket the rows stay on the page, and it is told why', async () => {
  const open = await openMode('hf', { HF_ORGS: 'readers' });
  const { log, retries } = openPage(open, { credential: () => 'hf_oauth_bob' });
  log.errors.append({ error_message: 'a row' });
  await vi.waitFor(() => expect(retries).toContainEqual(expect.stringMatching(/HF_ORGS/)), 20_000);
  expect((await log.stats()).tables['recitation_error']).toMatchObject({ pending: 1 });
  await log.close();
});

test('[R12] [RL18] what is beyond the quota stays on the page, and it is told why', async () => {
  const open = await openMode('site', { SITE_KEYS: `2026=HS256:${SITE_SECRET}` });
  const { log, retries } = openPage(open, {
    credential: () => signSiteToken({ key: SITE_SECRET, claims: { quota: { bytesPerDay: 0 } } }),
  });
  log.errors.append({ error_message: 'a row' });
  await vi.waitFor(() => expect(retries).toContainEqual(expect.stringMatching(/^quota_exceeded/)), 20_000);
  expect((await log.stats()).tables['recitation_error']).toMatchObject({ pending: 1, dead: 0, dropped: {} });
  await log.close();
});

/** Neither the spool nor the log nor the dataset has it. */
async function expectNowhere({ spoolDir, hub, heard }: RelayScene, texts: readonly string[]): Promise<void> {
  const dirs = await Promise.all(
    [spoolDir, hub.dir].map(async (dir) => {
      const entries = await readdir(dir, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    }),
  );
  const files = await Promise.all(dirs.flat().map((file) => readFile(file)));
  const everything = [...files, ...heard.map((text) => Buffer.from(text))];
  for (const text of texts) expect(everything.filter((bytes) => bytes.includes(text))).toEqual([]);
}
