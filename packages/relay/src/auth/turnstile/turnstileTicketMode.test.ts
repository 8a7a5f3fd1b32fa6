import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  startTurnstile,
  TURNSTILE_SECRET,
  type TurnstileStandIn,
} from '../../../../../test/support/startTurnstile.ts';
import { askVerifier } from '../askVerifier.ts';
import type { TicketApplication } from '../ticketMode.ts';
import { createTurnstileTicketMode } from './turnstileTicketMode.ts';

let turnstile: TurnstileStandIn;
beforeAll(async () => {
  turnstile = await startTurnstile();
});
afterAll(() => turnstile.close());

const logged: unknown[] = [];

function decide(
  credential: string | undefined,
  other: Partial<TicketApplication> = {},
  secret = TURNSTILE_SECRET,
) {
  const { verifyUrl } = turnstile;
  const mode = createTurnstileTicketMode({
    secret,
    verifyUrl,
    rate: async () => {},
    log: (event, details) => void logged.push([event, details]),
  });
  const origin = 'https://recite.example';
  const address = '203.0.113.7';
  return mode({ dataset: 'd', credential, origin, address, applicant: '', ...other });
}

const refused = (code: string, words: RegExp) => ({ code, message: expect.stringMatching(words) });

test('[RL15] a token of the page’s own host gives a ticket, and Turnstile hears from which address it came', async () => {
  await expect(decide(turnstile.solve())).resolves.toEqual({});
  expect(turnstile.asked.at(-1)).toMatchObject({ secret: TURNSTILE_SECRET, remoteip: '203.0.113.7' });
  await expect(decide(turnstile.solve({ action: 'parqueue' }))).resolves.toEqual({});
  await expect(decide(turnstile.solve(), { address: '' })).resolves.toEqual({});
  expect(turnstile.asked.at(-1)).not.toHaveProperty('remoteip');
});

test('[RL15] a token is good once, and for 300 seconds', async () => {
  const token = turnstile.solve();
  await decide(token);
  await expect(decide(token)).rejects.toMatchObject(
    refused('credential_refused', /used before, or is too old/),
  );
  const old = turnstile.solve();
  turnstile.pass(301_000);
  await expect(decide(old)).rejects.toMatchObject(refused('credential_refused', /too old/));
});

test.for<[string, () => string | undefined, RegExp]>([
  ['none', () => undefined, /asks for a token of Turnstile/],
  ['one that nobody has given', () => 'made up', /does not know/],
  ['one that is longer than any', () => 'x'.repeat(2049), /asks for/],
  ['one of another host', () => turnstile.solve({ hostname: 'evil.example' }), /page of another host/],
  ['one of a host below it', () => turnstile.solve({ hostname: 'a.recite.example' }), /another host/],
  ['one for another action', () => turnstile.solve({ action: 'login' }), /another action/],
])('[RL15] of tokens, %s is refused', async ([, token, words]) => {
  await expect(decide(token())).rejects.toMatchObject(refused('credential_refused', words));
});

test('[RL15] an answer that was lost is asked for again under the same key, so that the token is not lost with it', async () => {
  for (const mood of ['lose', 'fail'] as const) {
    turnstile.next(mood);
    await expect(decide(turnstile.solve())).resolves.toEqual({});
    const [first, second] = turnstile.asked.slice(-2);
    expect(first?.['idempotency_key']).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).toEqual(first);
  }
});

test('[RL15] while Turnstile does not answer nobody gets a ticket, and pages come again', async () => {
  turnstile.next('fail', 'lose');
  await expect(decide(turnstile.solve())).rejects.toMatchObject({
    code: 'credential_unchecked',
    retryAfterS: 30,
  });
});

test('a service that hangs is given up', async () => {
  turnstile.next('hang');
  const asking = askVerifier('Turnstile', turnstile.verifyUrl, { method: 'POST', body: '{}' }, 50);
  await expect(asking).rejects.toMatchObject(refused('credential_unchecked', /^Turnstile does not say/));
});

test('[RL8] a secret that Turnstile does not know is told as what it is, in the log too', async () => {
  const wrong = decide(turnstile.solve(), {}, '2x0000000000000000000000000000000AA');
  await expect(wrong).rejects.toMatchObject(refused('misconfigured', /^TURNSTILE_SECRET/));
  expect(logged).toEqual([['misconfigured', { problem: expect.stringMatching(/^TURNSTILE_SECRET/) }]]);
});
