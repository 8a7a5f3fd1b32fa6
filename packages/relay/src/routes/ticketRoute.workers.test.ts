import { type ErrorCode, HEADER, ticketResponseSchema } from '@parqueue/schema/wire';
import { beforeEach, expect, test } from 'vitest';
import { expectProblem, ORIGIN, openPage, type TestPage } from '../testing/openPage.ts';

let page: TestPage;
beforeEach(() => {
  page = openPage();
});

test('a page of an allowed origin gets a ticket, an id and the tables', async () => {
  const response = await page.askTicket();
  expect(response.status).toBe(200);
  const checked = await ticketResponseSchema['~standard'].validate(await response.json());
  expect(checked.issues).toBeUndefined();
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe(ORIGIN);
});

test('[RL53] a page is told whether recordings are taken', async () => {
  expect((await page.takeTicket()).limits.audio).toBe('allowed');
  page = openPage({ AUDIO_POLICY: 'deny' });
  expect((await page.takeTicket()).limits.audio).toBe('denied');
});

test('[R8] [RL6] the id is 12 hex digits, the same for the same person and dataset, and another for any other', async () => {
  const person = { 'CF-Connecting-IP': '203.0.113.7', 'User-Agent': 'A browser' };
  const { userId } = await page.takeTicket(person);
  expect(userId).toMatch(/^[0-9a-f]{12}$/);
  expect((await page.takeTicket(person)).userId).toBe(userId);
  expect((await page.takeTicket({ ...person, 'CF-Connecting-IP': '203.0.113.8' })).userId).not.toBe(userId);
  expect((await page.takeTicket({ ...person, 'User-Agent': 'Another' })).userId).not.toBe(userId);
  expect((await page.takeTicket({ ...person, 'X-Forwarded-For': '198.51.100.1' })).userId).toBe(userId);
});

test.for<[string, Record<string, string>, unknown, ErrorCode]>([
  ['another origin', { Origin: 'https://recite.example.evil' }, undefined, 'origin_refused'],
  ['another port', { Origin: 'https://recite.example:8443' }, undefined, 'origin_refused'],
  ['no origin', { Origin: 'none' }, undefined, 'origin_refused'],
  ['another protocol', { [HEADER.protocol]: '2' }, undefined, 'protocol_unsupported'],
  ['no length', { 'Content-Length': 'none' }, undefined, 'length_required'],
  ['a dataset that is not served', {}, { dataset: 'unheard-of' }, 'dataset_unknown'],
  ['a dataset of no name', {}, { dataset: '../etc' }, 'bad_request'],
  ['no message', {}, 'text', 'bad_request'],
])('%s gets a problem and no ticket', async ([, headers, body, code]) => {
  await expectProblem(await page.askTicket(headers, body ?? { dataset: page.dataset }), code);
});

test('one address that asks without end is told to wait', async () => {
  page = openPage({ TICKET_RATE: { limit: async () => ({ success: false }) } });
  await expectProblem(await page.askTicket(), 'rate_limited');
});
