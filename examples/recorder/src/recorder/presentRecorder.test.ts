import { describe, expect, it } from 'vitest';
import { presentRecorder, shortcutAction } from './presentRecorder.ts';
import type { RecorderState } from './recorderState.ts';

const review: RecorderState = { kind: 'review', clips: [], lost: false };

describe('shortcuts', () => {
  it.each([
    [' ', 'idle', 'record'],
    [' ', 'recording', 'stop'],
    [' ', 'paused', 'stop'],
    [' ', 'asking', undefined],
    ['p', 'recording', 'pause'],
    ['P', 'paused', 'resume'],
    ['p', 'idle', undefined],
    ['Escape', 'recording', 'cancel'],
    ['x', 'recording', undefined],
  ] as const)('%j in %s means %s', (key, kind, action) => {
    expect(shortcutAction(key, { kind })).toBe(action);
  });

  it('Space plays what was recorded: it never saves or deletes it', () => {
    expect(shortcutAction(' ', review)).toBe('play');
    expect(shortcutAction(' ', { kind: 'confirming', over: { kind: 'paused' } })).toBeUndefined();
  });
});

describe('controls', () => {
  it('offer nothing to press while there is only waiting', () => {
    for (const state of [
      { kind: 'stopping', lost: false },
      { kind: 'saving', clips: [] },
    ] as const) {
      const { primary, others } = presentRecorder(state, false);
      expect([primary.action, ...others]).toEqual([undefined]);
    }
  });

  it('put keeping before discarding where it is asked', () => {
    const { primary, others } = presentRecorder({ kind: 'confirming', over: { kind: 'paused' } }, false);
    expect([primary, ...others].map(({ action }) => action)).toEqual(['keep', 'discard']);
  });

  it('say what playing does next', () => {
    expect([false, true].map((isPlaying) => presentRecorder(review, isPlaying).others[0]?.word)).toEqual([
      'Listen',
      'Pause',
    ]);
  });
});
