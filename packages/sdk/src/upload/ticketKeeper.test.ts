import { problemOf, type TicketRequest, type TicketResponse } from '@parqueue/schema/wire';
import { expect, test } from 'vitest';
import { createTicketKeeper } from './ticketKeeper.ts';
import type { Answer } from './transport.ts';

const LIFE_MS = 15 * 60_000;

/** A keeper whose relay gives a ticket for each call, and whose clock goes by hand. The relay's clock is another. */
function openKeeper(credential: () => Promise<string | undefined>) {
  const asked: TicketRequest[] = [];
  const state = { now: 1_000_000, refusal: undefined as Answer<TicketResponse> | undefined };
  const keeper = createTicketKeeper({
    transport: {
      async requestTicket(request) {
        asked.push(request);
        return state.refusal ?? { kind: 'ok', value: ticketOf(asked.length) };
      },
    },
    dataset: 'recitations',
    credential,
    now: () => state.now,
    schedule: () => () => {},
  });
  return { keeper, asked, state };
}

const ticketOf = (count: number): TicketResponse => ({
  ticket: `ticket ${count}`,
  now: 5,
  expiresAt: 5 + LIFE_MS,
  userId: '0123456789ab',
  identityProof: 'proof',
  limits: { shardMaxBytes: 1000, commitIntervalMs: 1000 },
  tables: [],
});

const ticketIn = (answer: Answer<TicketResponse>) =>
  answer.kind === 'ok' ? answer.value.ticket : answer.kind;

test('[SD6] the site is asked for a credential with each ticket, and again when that runs out', async () => {
  let count = 0;
  const { keeper, asked, state } = openKeeper(async () => `credential ${++count}`);
  expect(ticketIn(await keeper.ticket())).toBe('ticket 1');
  state.now += LIFE_MS - 30_001;
  expect(ticketIn(await keeper.ticket())).toBe('ticket 1');
  state.now += 1;
  expect(ticketIn(await keeper.ticket())).toBe('ticket 2');
  expect(asked).toEqual([
    { dataset: 'recitations', credential: 'credential 1' },
    { dataset: 'recitations', credential: 'credential 2' },
  ]);
});

test('[SD6] a ticket that the relay refused is given up, and a credential that it refused is not sent again', async () => {
  let count = 0;
  const { keeper, asked, state } = openKeeper(async () => `credential ${++count}`);
  const first = await keeper.ticket();
  if (first.kind !== 'ok') throw new Error(first.kind);
  keeper.discard(first.value);
  state.refusal = { kind: 'problem', problem: problemOf('credential_refused', 'no') };
  expect(await keeper.ticket()).toMatchObject({ problem: { code: 'credential_refused' } });
  state.refusal = undefined;
  expect(ticketIn(await keeper.ticket())).toBe('ticket 3');
  expect(asked.map(({ credential }) => credential)).toEqual(['credential 1', 'credential 2', 'credential 3']);
});

test('where the site gives none, none is sent; whoever asks meanwhile waits for the same ticket', async () => {
  const { keeper, asked } = openKeeper(async () => undefined);
  const answers = await Promise.all([keeper.ticket(), keeper.ticket(), keeper.ticket()]);
  expect(answers.map(ticketIn)).toEqual(['ticket 1', 'ticket 1', 'ticket 1']);
  expect(asked).toEqual([{ dataset: 'recitations' }]);
});

test.for<[string, () => Promise<string | undefined>, RegExp]>([
  ['fails', () => Promise.reject(new Error('signed out')), /signed out/],
  ['gives an empty text', async () => '', /an empty text/],
  ['gives a number', async () => 7 as unknown as string, /gave number; expected a text/],
] as const)(
  'a site that %s is no answer of the relay: it is asked again later',
  async ([, credential, words]) => {
    const { keeper, asked } = openKeeper(credential);
    const reason = expect.stringMatching(words);
    expect(await keeper.ticket()).toMatchObject({ kind: 'unreachable', status: 0, reason });
    expect(asked).toEqual([]);
  },
);
