import { expect, test } from 'vitest';
import { openTestHub } from '../testing/openTestHub.ts';

test('an OAuth token is told whose it is and which organisations they are in, and opens nothing else', async () => {
  const hub = await openTestHub();
  const authorization = 'Bearer hf_oauth_alice.readers.teachers';
  const reply = await hub.ask('GET', '/oauth/userinfo', undefined, { authorization });
  expect(await reply.json()).toMatchObject({
    sub: expect.stringMatching(/^[0-9a-f]{24}$/),
    preferred_username: 'alice',
    orgs: [{ preferred_username: 'readers' }, { preferred_username: 'teachers' }],
  });
  expect((await hub.ask('GET', '/api/whoami-v2', undefined, { authorization })).status).toBe(401);
});

test.for(['Bearer hf_local', 'Bearer hf_oauth_', 'Bearer nonsense'])(
  'the token of %s is nobody’s',
  async (authorization) => {
    const hub = await openTestHub();
    expect((await hub.ask('GET', '/oauth/userinfo', undefined, { authorization })).status).toBe(401);
  },
);
