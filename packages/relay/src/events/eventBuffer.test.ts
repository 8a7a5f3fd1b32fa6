import { expect, test } from 'vitest';
import { createEventBuffer } from './eventBuffer.ts';
import type { RequestEvent } from './requestEvent.ts';

interface Stage {
  readonly note: (event: RequestEvent) => void;
  /** How many events were sent, each time. */
  readonly sent: number[];
  now: number;
  /** Ends all waits that have begun. */
  pass(): Promise<void>;
}

function onStage(): Stage {
  const sent: number[] = [];
  const works: Promise<unknown>[] = [];
  const waits: (() => void)[] = [];
  const stage = { now: 0 };
  const note = createEventBuffer({
    send: async (events) => void sent.push(events.length),
    waitUntil: (work) => void works.push(work),
    wait: () => new Promise<void>((resolve) => waits.push(resolve)),
    clock: () => stage.now,
  });
  const pass = async (): Promise<void> => {
    for (const end of waits.splice(0)) end();
    await Promise.all(works.splice(0));
  };
  return Object.assign(stage, { note, sent, pass });
}

const eventAt = (at: number): RequestEvent => ({
  ...{ at, endpoint: '/v1/ticket', method: 'POST', statusCode: 200, durationMs: 1, requestId: 'a' },
});

test('[RL44] the events of some seconds are sent together', async () => {
  const { note, sent, pass } = onStage();
  for (let i = 0; i < 7; i++) note(eventAt(0));
  expect(sent).toEqual([]);
  await pass();
  note(eventAt(0));
  await pass();
  expect(sent).toEqual([7, 1]);
});

test('[RL44] a hundred are sent at once', async () => {
  const { note, sent, pass } = onStage();
  for (let i = 0; i < 250; i++) note(eventAt(0));
  expect(sent).toEqual([100, 100]);
  await pass();
  expect(sent).toEqual([100, 100, 50]);
});

test('[RL44] events whose wait the platform ended are sent with the next request', async () => {
  const stage = onStage();
  stage.note(eventAt(0));
  stage.now = 60_000;
  stage.note(eventAt(stage.now));
  expect(stage.sent).toEqual([2]);
  await stage.pass();
  expect(stage.sent).toEqual([2]);
});
