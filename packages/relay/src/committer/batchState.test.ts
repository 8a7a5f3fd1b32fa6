import { expect, test } from 'vitest';
import type { HubFailure } from '../hub/hubError.ts';
import { advanceBatch, type BatchEvent, type BatchState, decideDead, newBatch } from './batchState.ts';

const NOW = 1_000_000;
const around = { now: NOW, random: 1, shardCount: 3, retryBaseMs: 2000 };
const frozen = newBatch(NOW);
const failed = (failure: HubFailure): BatchEvent => ({ kind: 'failed', failure, message: 'why' });

test.for<[string, Partial<BatchState>, BatchEvent, Partial<BatchState>]>([
  ['an offer is counted before it is made', {}, { kind: 'offered' }, { phase: 'frozen', attempts: 1 }],
  [
    'a landed batch is committed',
    { problem: 'x' },
    { kind: 'landed', commit: 'c' },
    { phase: 'committed', commit: 'c', problem: null },
  ],
  [
    'a used-up hour is waited for',
    {},
    { kind: 'postponed', until: 5 },
    { phase: 'frozen', nextAt: 5, attempts: 0 },
  ],
  [
    'no answer: tried again soon',
    { attempts: 1 },
    failed({ kind: 'unavailable' }),
    { phase: 'frozen', nextAt: NOW + 4000 },
  ],
  ['and later each time', { attempts: 4 }, failed({ kind: 'conflict' }), { nextAt: NOW + 32_000 }],
  [
    'but not later than 15 minutes',
    { attempts: 90 },
    failed({ kind: 'unauthorized' }),
    { nextAt: NOW + 900_000 },
  ],
  [
    'a quota: as long as the Hub says, and a little more',
    { attempts: 9 },
    failed({ kind: 'throttled', quota: 'api', waitMs: 60_000 }),
    { nextAt: NOW + 62_000, phase: 'frozen' },
  ],
  [
    'a refusal is tried again',
    {},
    failed({ kind: 'rejected' }),
    { phase: 'frozen', rejections: 1, problem: 'why' },
  ],
  [
    'at the third in a row the batch is split',
    { rejections: 2 },
    failed({ kind: 'rejected' }),
    { phase: 'split' },
  ],
  [
    'another failure between ends the row',
    { rejections: 2 },
    failed({ kind: 'unavailable' }),
    { phase: 'frozen', rejections: 0 },
  ],
])('%s', ([, before, event, after]) => {
  expect(advanceBatch({ ...frozen, ...before }, event, around)).toMatchObject(after);
});

test('a single shard that is refused for good is dead', () => {
  const state = advanceBatch({ ...frozen, rejections: 2 }, failed({ kind: 'rejected' }), {
    ...around,
    shardCount: 1,
  });
  expect(state).toMatchObject({ phase: 'dead', problem: 'why' });
});

test.for<BatchState['phase']>(['committed', 'split', 'dead', 'removed'])(
  '%s is final to the committer',
  (phase) => {
    const state: BatchState = { ...frozen, phase };
    const events: BatchEvent[] = [
      { kind: 'offered' },
      { kind: 'landed', commit: 'c' },
      failed({ kind: 'rejected' }),
    ];
    for (const event of events) expect(advanceBatch(state, event, around)).toBe(state);
  },
);

test('only refusals can end a batch without its commit, whatever else goes wrong and how often', () => {
  const kinds: HubFailure[] = [
    { kind: 'unavailable' },
    { kind: 'conflict' },
    { kind: 'unauthorized' },
    { kind: 'bytesMissing' },
    { kind: 'throttled', quota: 'commit', waitMs: 3_600_000 },
  ];
  for (const failure of kinds) {
    let state = frozen;
    for (let round = 0; round < 1000; round += 1) {
      state = advanceBatch(advanceBatch(state, { kind: 'offered' }, around), failed(failure), around);
    }
    expect(state).toMatchObject({ phase: 'frozen', attempts: 1000 });
  }
});

test('a wait is never nothing, however the dice fall', () => {
  const state = advanceBatch(frozen, failed({ kind: 'unavailable' }), { ...around, random: 0 });
  expect(state.nextAt).toBe(NOW + 1000);
});

const dead: BatchState = { ...frozen, phase: 'dead', rejections: 3, problem: 'why', failure: 'rejected' };
const removal = { kind: 'remove', reason: 'not needed' } as const;

test.for([0, 1, 7])(
  '[R3] [RL51] a dead batch of %i attempts that is requeued is looked for before it is offered',
  (attempts) => {
    const again = decideDead({ ...dead, attempts, nextAt: 1 }, { kind: 'requeue' }, NOW + 5);
    expect(again).toEqual({ ...newBatch(NOW + 5), attempts: Math.max(1, attempts) });
  },
);

test('[RL51] a dead batch that is removed tells why, and is no failure any more', () => {
  expect(decideDead(dead, removal, NOW)).toEqual({
    ...dead,
    phase: 'removed',
    problem: 'not needed',
    failure: null,
  });
});

test.for<BatchState['phase']>(['frozen', 'committed', 'split', 'removed'])(
  '[RL51] of a batch that is %s there is nothing to decide',
  (phase) => {
    const state: BatchState = { ...frozen, phase };
    for (const decision of [{ kind: 'requeue' } as const, removal])
      expect(decideDead(state, decision, NOW)).toBe(state);
  },
);
