import { expect, it } from 'vitest';
import { planNotices, type QueueCounts } from './planNotices.ts';
import { FIRST_FACTS, type StatusEvent, type StatusFacts, stepFacts } from './statusFacts.ts';

const NOTHING: QueueCounts = { onDevice: 0, atRelay: 0, inDataset: 0 };
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const NOW = 1_800_000_000_000;

const after = (...events: readonly StatusEvent[]): StatusFacts => events.reduce(stepFacts, FIRST_FACTS);
const retry = (at: number): StatusEvent => ({ kind: 'retry', at, delayMs: 500 });
const told = (facts: StatusFacts, queue: QueueCounts = NOTHING) => planNotices(facts, queue, NOW);
const besides = (facts: StatusFacts, queue: QueueCounts = NOTHING) => told(facts, queue).slice(1);
const unsaved = (startedAt: number): StatusEvent => ({
  kind: 'unsaved',
  take: { recordingId: 'a', startedAt, durationS: 42, clips: [] },
});

it.each([
  ['first use', [], NOTHING, 'Recordings are saved on this device until they are safe in the dataset.'],
  ['sending', [], { ...NOTHING, onDevice: 1 }, '1 recording saved on this device, being sent.'],
  [
    'accepted',
    [],
    { ...NOTHING, atRelay: 2 },
    '2 recordings safe at the relay, in the dataset with its next commit.',
  ],
  ['all committed', [], { ...NOTHING, inDataset: 9 }, 'Everything you saved is in the dataset.'],
  [
    'offline',
    [{ kind: 'offline' }],
    { ...NOTHING, onDevice: 3 },
    'Offline. 3 recordings saved on this device. Will be sent when you are online.',
  ],
  [
    'a relay out of reach',
    [retry(NOW - MINUTE_MS)],
    { ...NOTHING, onDevice: 3 },
    'The relay is out of reach. 3 recordings saved on this device, tried again soon.',
  ],
  [
    'a relay long out of reach',
    [retry(NOW - 25 * MINUTE_MS)],
    { ...NOTHING, onDevice: 3 },
    'The relay has been out of reach for 25 minutes. 3 recordings saved on this device; none is lost. If it lasts, tell whoever runs it.',
  ],
  [
    'a hub that takes nothing',
    [{ kind: 'counted', at: NOW - 47 * MINUTE_MS, onDevice: 0, atRelay: 1 }],
    { ...NOTHING, atRelay: 1 },
    '1 recording safe at the relay, for 47 minutes now: it does not reach the dataset, and goes on trying.',
  ],
] as const)('%s is told first, in one sentence', (_, events, queue, text) => {
  expect(told(after(...events), queue).map((notice) => notice.text)).toEqual([text]);
});

it('an unreachable relay can be tried at once', () => {
  const [notice] = told(after(retry(NOW)), { ...NOTHING, onDevice: 2 });
  expect(notice).toMatchObject({ tone: 'waiting', action: { kind: 'send' } });
});

it('an error can be dismissed', () => {
  expect(besides(after({ kind: 'error', message: 'relay: expected an address' }))).toMatchObject([
    { text: 'relay: expected an address', action: { kind: 'dismiss', what: 'error' } },
  ]);
});

it('a full storage is told once, the worse kind, until there is room again', () => {
  const full = after(
    { kind: 'full', of: 'audio' },
    { kind: 'full', of: 'rows' },
    { kind: 'full', of: 'rows' },
  );
  expect(besides(full)).toMatchObject([{ tone: 'failed', text: expect.stringContaining('is full') }]);
  expect(besides(stepFacts(full, { kind: 'accepted' }))).toEqual([]);
});

it.each([
  [100e6, undefined],
  [44e6, 'room for about 11 minutes'],
  [4e6, 'room for about 1 minute of'],
  [3e6, 'room for less than a minute'],
])('with %d bytes free: %s', (freeBytes, room) => {
  const notices = besides(FIRST_FACTS, { ...NOTHING, freeBytes });
  expect(notices.map(({ text }) => text)).toEqual(room ? [expect.stringContaining(room)] : []);
});

it('without storage on the device the person is asked to keep the page open', () => {
  const texts = told(after({ kind: 'degraded', part: 'storage' })).map(({ text }) => text);
  expect(texts.join(' ')).toContain('Keep the page open');
  expect(texts.join(' ')).not.toContain('on this device');
});

it('rows that the relay lost, gaps and deleted takes are added up', () => {
  const notices = besides(
    after(
      { kind: 'lost', count: 1 },
      { kind: 'lost', count: 2 },
      { kind: 'gap', gapS: 0.25 },
      { kind: 'gap', gapS: 0.15 },
      { kind: 'untaken', count: 1 },
    ),
  );
  expect(notices.map(({ text }) => text)).toEqual([
    expect.stringContaining('lost 3 recordings'),
    expect.stringContaining('0.4 s of sound'),
    expect.stringContaining('1 recording that nobody saved for seven days was deleted'),
  ]);
});

it('a take that was left can be opened, and is told more urgently before it goes', () => {
  expect(besides(after(unsaved(NOW - 3 * DAY_MS)))).toMatchObject([
    {
      tone: 'waiting',
      action: { kind: 'open' },
      text: 'A recording of 0:42, made 3 days ago, was not saved. It was recovered and is on this device.',
    },
  ]);
  expect(besides(after(unsaved(NOW - 5.5 * DAY_MS)))).toMatchObject([
    { tone: 'failed', text: expect.stringContaining('It is deleted in 1 day.') },
  ]);
});
