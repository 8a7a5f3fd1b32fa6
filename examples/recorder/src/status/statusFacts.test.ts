import { expect, it } from 'vitest';
import { planNotices } from './planNotices.ts';
import { connectionOf, FIRST_FACTS, type StatusEvent, type StatusFacts, stepFacts } from './statusFacts.ts';

const NOTHING = { onDevice: 0, atRelay: 0, inDataset: 0 };
const after = (...events: readonly StatusEvent[]): StatusFacts => events.reduce(stepFacts, FIRST_FACTS);

it.each([
  [[], 'sending'],
  [[{ kind: 'offline' }], 'offline'],
  [[{ kind: 'retry' }], 'retrying'],
  [[{ kind: 'retry' }, { kind: 'offline' }], 'offline'],
  [[{ kind: 'offline' }, { kind: 'online' }], 'sending'],
  [[{ kind: 'offline' }, { kind: 'retry' }, { kind: 'accepted' }], 'sending'],
] as const)('after %o the connection is %s', (events, connection) => {
  expect(connectionOf(after(...events))).toBe(connection);
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
] as const)('%s is told first, in one sentence', (_, events, queue, text) => {
  expect(planNotices(after(...events), queue).map((notice) => notice.text)).toEqual([text]);
});

it('an unreachable relay can be tried at once', () => {
  const [notice] = planNotices(after({ kind: 'retry' }), { ...NOTHING, onDevice: 2 });
  expect(notice).toMatchObject({ tone: 'waiting', action: 'send' });
});

it('an error stays until it is dismissed', () => {
  const shown = after({ kind: 'error', message: 'relay: expected an address' });
  expect(planNotices(shown, NOTHING)[1]).toMatchObject({
    text: 'relay: expected an address',
    action: 'dismiss',
  });
  expect(planNotices(stepFacts(shown, { kind: 'dismissed' }), NOTHING)).toHaveLength(1);
});

it('a full storage is told once, the worse kind, until there is room again', () => {
  const full = after(
    { kind: 'full', of: 'audio' },
    { kind: 'full', of: 'rows' },
    { kind: 'full', of: 'rows' },
  );
  expect(planNotices(full, NOTHING).slice(1)).toMatchObject([
    { tone: 'failed', text: expect.stringContaining('is full') },
  ]);
  expect(planNotices(stepFacts(full, { kind: 'accepted' }), NOTHING)).toHaveLength(1);
});

it('without storage on the device the person is asked to keep the page open', () => {
  const notices = planNotices(after({ kind: 'degraded', part: 'storage' }), NOTHING);
  expect(notices.map(({ text }) => text).join(' ')).toContain('Keep the page open');
  expect(notices.map(({ text }) => text).join(' ')).not.toContain('on this device');
});

it('rows that the relay lost are added up', () => {
  const notices = planNotices(after({ kind: 'lost', rowCount: 1 }, { kind: 'lost', rowCount: 2 }), NOTHING);
  expect(notices[1]?.text).toContain('3 recordings');
});
