import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemsOf } from '../support/checkLongRecording.ts';
import { type LongRecorder, openLongRecorder } from '../support/openLongRecorder.ts';

let recorder: LongRecorder;

beforeAll(async () => {
  recorder = await openLongRecorder();
});

afterAll(() => recorder?.close());

test('[R13] [AU3] a recording of 31 minutes is whole in its three clips, and memory stays as it was', async () => {
  const audioS = 31 * 60;
  const recording = await recorder.record({
    recordingId: 'long',
    audioS,
    markEveryS: audioS / 12,
    isChecked: true,
  });
  expect(recording.clips).toHaveLength(3);
  expect(problemsOf(recording, audioS)).toEqual([]);
});
