import { expect, test } from 'vitest';
import type { EngineEvent } from '../engine/engine.ts';
import { createEngineEar, type EarParts } from './hearEngine.ts';

test('[RL53] a page is told once that the relay takes no audio, and records again when it does', () => {
  const told: unknown[] = [];
  const policy: boolean[] = [];
  const hear = createEngineEar({
    listeners: { on: () => () => {}, tell: (kind, detail) => void told.push([kind, detail]) },
    onAudioPolicy: (isTaken) => void policy.push(isTaken),
  } as Partial<EarParts> as EarParts);
  const events: EngineEvent[] = [
    { type: 'audio', detail: { isTaken: false } },
    { type: 'audio', detail: { isTaken: true } },
  ];
  for (const event of events) hear(event);
  expect(policy).toEqual([false, true]);
  expect(told).toEqual([['error', { error: expect.objectContaining({ code: 'audio_refused' }) }]]);
});
