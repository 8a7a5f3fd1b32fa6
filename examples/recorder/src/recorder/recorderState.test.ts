import { describe, expect, it } from 'vitest';
import { microphoneProblem } from './microphoneProblem.ts';
import {
  holdsTake,
  type RecorderEffect,
  type RecorderEvent,
  type RecorderState,
  type Review,
  stepRecorder,
  type TakeClip,
} from './recorderState.ts';

const clips: readonly TakeClip[] = [];
const problem = microphoneProblem(new Error('gone'));
const paused = { kind: 'paused' } as const;
const review: Review = { kind: 'review', clips, lost: false };

const states: Readonly<Record<string, RecorderState>> = {
  idle: { kind: 'idle' },
  blocked: { kind: 'blocked', problem },
  asking: { kind: 'asking' },
  recording: { kind: 'recording' },
  muted: { kind: 'recording', silent: 'muted' },
  suspended: { kind: 'recording', silent: 'suspended' },
  paused,
  stopping: { kind: 'stopping', lost: false },
  losing: { kind: 'stopping', lost: true },
  review,
  restoredReview: { kind: 'review', clips, lost: false, restored: true },
  lostReview: { kind: 'review', clips, lost: true },
  failedReview: { kind: 'review', clips, lost: false, problem: 'full' },
  confirmingTake: { kind: 'confirming', over: paused },
  confirmingReview: { kind: 'confirming', over: review },
  saving: { kind: 'saving', clips },
};

const events = {
  record: { kind: 'record' },
  pause: { kind: 'pause' },
  resume: { kind: 'resume' },
  stop: { kind: 'stop' },
  save: { kind: 'save' },
  cancel: { kind: 'cancel' },
  keep: { kind: 'keep' },
  discard: { kind: 'discard' },
  started: { kind: 'started' },
  stored: { kind: 'stored' },
  failed: { kind: 'failed', problem },
  stopped: { kind: 'stopped', clips },
  restored: { kind: 'restored', clips },
  saveFailed: { kind: 'saveFailed', problem: 'full' },
  lost: { kind: 'interrupted', interruption: 'device_lost' },
  muted: { kind: 'interrupted', interruption: 'muted' },
  unmuted: { kind: 'interrupted', interruption: 'unmuted' },
  suspended: { kind: 'interrupted', interruption: 'suspended' },
} as const satisfies Record<string, RecorderEvent>;

type Move = readonly [from: string, event: keyof typeof events, to: string, effect?: RecorderEffect];

/** Every move there is: whatever is not listed changes nothing. */
const MOVES: readonly Move[] = [
  ['idle', 'record', 'asking', 'open'],
  ['blocked', 'record', 'asking', 'open'],
  ['idle', 'restored', 'restoredReview'],
  ['blocked', 'restored', 'restoredReview'],
  ['blocked', 'cancel', 'idle'],
  ['asking', 'started', 'recording'],
  ['asking', 'failed', 'blocked'],
  ['asking', 'cancel', 'idle', 'abandon'],
  ...['recording', 'muted', 'suspended'].flatMap((from): readonly Move[] => [
    [from, 'pause', 'paused', 'pause'],
    [from, 'stop', 'stopping', 'stop'],
    [from, 'cancel', 'confirmingTake', 'pause'],
    [from, 'lost', 'losing', 'stop'],
    [from, 'muted', 'muted'],
    [from, 'suspended', 'suspended'],
    [from, 'unmuted', 'recording'],
  ]),
  ['paused', 'resume', 'recording', 'resume'],
  ['paused', 'record', 'recording', 'resume'],
  ['paused', 'stop', 'stopping', 'stop'],
  ['paused', 'cancel', 'confirmingTake'],
  ['paused', 'lost', 'losing', 'stop'],
  ['stopping', 'stopped', 'review'],
  ['stopping', 'failed', 'blocked'],
  ['losing', 'stopped', 'lostReview'],
  ['losing', 'failed', 'blocked'],
  ...['review', 'restoredReview', 'lostReview', 'failedReview'].map(
    (from): Move => [from, 'save', 'saving', 'save'],
  ),
  ['review', 'cancel', 'confirmingReview'],
  ['confirmingTake', 'keep', 'paused'],
  ['confirmingTake', 'cancel', 'paused'],
  ['confirmingTake', 'discard', 'idle', 'cancel'],
  ['confirmingTake', 'lost', 'losing', 'stop'],
  ['confirmingReview', 'keep', 'review'],
  ['confirmingReview', 'cancel', 'review'],
  ['confirmingReview', 'discard', 'idle', 'delete'],
  ['saving', 'stored', 'idle'],
  ['saving', 'saveFailed', 'failedReview'],
];

describe('the recorder', () => {
  it.each(MOVES.map(([from, event, to, effect]) => ({ from, event, to, effect })))(
    'in $from, at $event, is $to',
    ({ from, event, to, effect }) => {
      const step = stepRecorder(states[from]!, events[event]);
      expect(step.state).toEqual(states[to]);
      expect(step.effect).toBe(effect);
    },
  );

  it('ignores every event that means nothing in its state', () => {
    const known = new Set(MOVES.map(([from, event]) => `${from} ${event}`));
    // Over these the question is put as over any review; which one is kept is asked below.
    for (const from of ['restoredReview', 'lostReview', 'failedReview']) known.add(`${from} cancel`);
    for (const [from, state] of Object.entries(states)) {
      for (const [name, event] of Object.entries(events)) {
        if (!known.has(`${from} ${name}`))
          expect(stepRecorder(state, event), `${from} ${name}`).toEqual({ state });
      }
    }
  });

  it.each(['review', 'restoredReview', 'lostReview', 'failedReview'])(
    'gives %s back as it was when it is kept',
    (name) => {
      const asked = stepRecorder(states[name]!, events.cancel).state;
      expect(stepRecorder(asked, events.keep).state).toBe(states[name]);
    },
  );

  it('holds a take from its first sound to its row', () => {
    const holding = Object.keys(states).filter((name) => holdsTake(states[name]!));
    expect(holding).toEqual(
      Object.keys(states).filter((name) => !['idle', 'blocked', 'asking'].includes(name)),
    );
  });
});
