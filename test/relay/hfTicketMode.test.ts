import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalHub, startLocalHub } from '@parqueue/local-hub';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createHfTicketMode } from '../../packages/relay/src/auth/hf/hfTicketMode.ts';

const USERINFO = { match: { path: '/oauth/userinfo' } };

let dir: string;
let hub: LocalHub;
let now = 0;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'parqueue-hf-'));
  hub = await startLocalHub({ dir, token: 'hf_theRelaysOwn', quotas: 'off' });
});
beforeEach(() => {
  hub.faults.clear();
  hub.log.clear();
});
afterAll(async () => {
  await hub.close();
  await rm(dir, { recursive: true });
});

function openMode({ orgs = [], apps = [] }: { orgs?: readonly string[]; apps?: readonly string[] } = {}) {
  const mode = createHfTicketMode({
    hubUrl: hub.url,
    orgs: new Set(orgs),
    apps: new Set(apps),
    rate: async () => {},
    clock: () => now,
  });
  return (credential: string | undefined) =>
    mode({ dataset: 'd', credential, origin: 'https://recite.example', address: '', applicant: '' });
}

const refused = (words: RegExp) => ({ code: 'credential_refused', message: expect.stringMatching(words) });

test('[RL17] a person is known by the id that the Hub has for them', async () => {
  const decide = openMode();
  const { person } = await decide('hf_oauth_alice');
  expect(person).toEqual({
    kind: 'named',
    by: 'hf',
    id: expect.stringMatching(/^[0-9a-f]{24}$/),
    name: 'alice',
  });
  expect((await decide('hf_oauth_bob')).person?.id).not.toBe(person?.id);
});

test('[RL17] a token that people make for themselves is not taken, nor sent on', async () => {
  const decide = openMode();
  for (const credential of [undefined, 'hf_theRelaysOwn', 'Bearer hf_oauth_x', 'hf_oauth_a\nb'])
    await expect(decide(credential)).rejects.toMatchObject(refused(/asks for an OAuth token/));
  expect(hub.log.entries()).toEqual([]);
});

test('[RL17] a token that the Hub does not know is refused; a Hub that does not say is no refusal', async () => {
  const decide = openMode();
  hub.faults.inject({ ...USERINFO, kind: 'status', status: 401 });
  await expect(decide('hf_oauth_alice')).rejects.toMatchObject(refused(/does not know the token/));
  for (const status of [429, 500, 503]) {
    hub.faults.inject({ ...USERINFO, kind: 'status', status });
    await expect(decide('hf_oauth_alice')).rejects.toMatchObject({ code: 'credential_unchecked' });
  }
  hub.faults.inject({ ...USERINFO, kind: 'request-lost' });
  await expect(decide('hf_oauth_alice')).rejects.toMatchObject({ code: 'credential_unchecked' });
  hub.faults.inject({ ...USERINFO, kind: 'status', status: 200, body: { sub: 7 } });
  await expect(decide('hf_oauth_alice')).rejects.toMatchObject({ code: 'credential_unchecked' });
  await expect(decide('hf_oauth_alice')).resolves.toHaveProperty('person');
});

test('[RL17] the Hub’s word counts for five minutes; a refusal is not remembered', async () => {
  const decide = openMode();
  hub.faults.inject({ ...USERINFO, kind: 'status', status: 401 });
  await expect(decide('hf_oauth_alice')).rejects.toMatchObject(refused(/does not know/));
  for (let again = 0; again < 3; again++) await decide('hf_oauth_alice');
  expect(hub.log.entries()).toHaveLength(2);
  now += 5 * 60_000 - 1;
  await decide('hf_oauth_alice');
  expect(hub.log.entries()).toHaveLength(2);
  now += 1;
  hub.faults.inject({ ...USERINFO, kind: 'status', status: 401 });
  await expect(decide('hf_oauth_alice')).rejects.toMatchObject(refused(/does not know/));
});

test('[RL17] of organisations that are named, one has to be the person’s', async () => {
  const decide = openMode({ orgs: ['readers', 'teachers'] });
  await expect(decide('hf_oauth_alice.Readers')).resolves.toHaveProperty('person');
  await expect(decide('hf_oauth_alice.others.teachers')).resolves.toHaveProperty('person');
  await expect(decide('hf_oauth_alice')).rejects.toMatchObject(refused(/none of HF_ORGS/));
  await expect(decide('hf_oauth_readers.others')).rejects.toMatchObject(refused(/none of HF_ORGS/));
});

test('[RL17] where apps are named, a token that another app got is refused, and so is one that does not say', async () => {
  const decide = openMode({ apps: ['our-app'] });
  await expect(decide(tokenOf({ oauthApp: 'our-app' }))).resolves.toHaveProperty('person');
  await expect(decide(tokenOf({ oauthApp: 'another' }))).rejects.toMatchObject(refused(/HF_OAUTH_APPS/));
  await expect(decide(tokenOf({}))).rejects.toMatchObject(refused(/HF_OAUTH_APPS/));
  await expect(decide('hf_oauth_alice')).rejects.toMatchObject(refused(/HF_OAUTH_APPS/));
});

/** As the Hub's are built: the stand-in takes it for a person with two organisations. */
function tokenOf(claims: object): string {
  const parts = [{ alg: 'EdDSA' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return `hf_oauth_${parts.join('.')}.c2lnbmF0dXJl`;
}
