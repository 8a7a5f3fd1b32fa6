import { expect, it } from 'vitest';
import { connectionOf, FIRST_FACTS, type StatusEvent, type StatusFacts, stepFacts } from './statusFacts.ts';

const after = (...events: readonly StatusEvent[]): StatusFacts => events.reduce(stepFacts, FIRST_FACTS);
const retry = (at: number): StatusEvent => ({ kind: 'retry', at, delayMs: 500 });
const counted = (at: number, onDevice: number, atRelay: number): StatusEvent => ({
  kind: 'counted',
  at,
  onDevice,
  atRelay,
});

it.each([
  [[], 'sending'],
  [[{ kind: 'offline' }], 'offline'],
  [[retry(0)], 'retrying'],
  [[retry(0), { kind: 'offline' }], 'offline'],
  [[{ kind: 'offline' }, { kind: 'online' }], 'sending'],
  [[{ kind: 'offline' }, retry(0), { kind: 'accepted' }], 'sending'],
  [[retry(0), counted(1, 2, 0)], 'retrying'],
  [[retry(0), counted(1, 0, 2)], 'sending'],
] as const)('after %o the connection is %s', (events, connection) => {
  expect(connectionOf(after(...events))).toBe(connection);
});

it('an outage lasts since its first failure, and is tried again after the last', () => {
  expect(after(retry(1000), retry(9000)).retry).toEqual({ since: 1000, nextAt: 9500 });
  expect(after(retry(1000), { kind: 'accepted' }, retry(9000)).retry?.since).toBe(9000);
});

it('rows wait at the relay since they were first seen there, until one is committed or none is left', () => {
  expect(after(counted(1, 0, 2), counted(5, 0, 3)).uncommittedSince).toBe(1);
  expect(after(counted(1, 0, 2), { kind: 'committed' }, counted(5, 0, 1)).uncommittedSince).toBe(5);
  expect(after(counted(1, 0, 2), counted(5, 0, 0)).uncommittedSince).toBeUndefined();
});

it('what was read is dismissed, and only that', () => {
  const facts = after(
    { kind: 'error', message: 'no' },
    { kind: 'gap', gapS: 0.5 },
    { kind: 'gap', gapS: 0.25 },
    { kind: 'untaken', count: 1 },
    { kind: 'lost', count: 2 },
    { kind: 'dismissed', what: 'gap' },
  );
  expect(facts).toMatchObject({ error: 'no', gapS: 0, untaken: 1, lostRows: 2 });
  const rest = (['error', 'untaken', 'lost'] as const).reduce(
    (so, what) => stepFacts(so, { kind: 'dismissed', what }),
    facts,
  );
  expect(rest).toEqual(FIRST_FACTS);
});
