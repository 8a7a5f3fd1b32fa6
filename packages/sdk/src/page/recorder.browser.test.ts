import { afterEach, expect, test, vi } from 'vitest';
import type { Engine } from '../engine/engine.ts';
import { startRecording } from './recorder.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const parts = (engine: Partial<Engine>) => ({
  engine: async () => engine as Engine,
  newId: () => 'take',
  now: () => 0,
  workletUrl: undefined,
  report: (error: unknown) => {
    throw error;
  },
});

test.each([
  ['NotAllowedError', 'microphone_refused'],
  ['SecurityError', 'microphone_refused'],
  ['NotFoundError', 'no_microphone'],
  ['OverconstrainedError', 'no_microphone'],
  ['NotReadableError', 'microphone_busy'],
  ['AbortError', 'microphone_busy'],
  ['TypeError', 'audio_unsupported'],
])('[R6] the browser’s %s is told as %s', async (name, code) => {
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockRejectedValue(new DOMException('no', name));
  await expect(startRecording(parts({}), {})).rejects.toMatchObject({ name: 'ParqueueError', code });
});

test('a page without https, which may not use the microphone, is told so', async () => {
  vi.spyOn(navigator, 'mediaDevices', 'get').mockReturnValue(undefined as never);
  await expect(startRecording(parts({}), {})).rejects.toMatchObject({ code: 'audio_unsupported' });
});

test('a recording that cannot begin gives the microphone and the audio graph back', async () => {
  vi.stubGlobal('MediaStreamTrackProcessor', undefined);
  const close = vi.spyOn(AudioContext.prototype, 'close');
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockResolvedValue(stream);
  const engine = { startRecording: () => Promise.reject(new Error('no room')) };
  await expect(startRecording(parts(engine), {})).rejects.toMatchObject({
    message: expect.stringContaining('no room'),
  });
  expect(stream.getTracks().map(({ readyState }) => readyState)).toEqual(['ended']);
  expect(close).toHaveBeenCalledOnce();
});

test('[AU4] a recording whose engine was replaced is finished by the next one, and gives the microphone back', async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockResolvedValue(stream);
  const ok = async () => {};
  const first = {
    startRecording: ok,
    attachCapture: ok,
    finishRecording: () => Promise.reject(new Error('dead')),
  };
  const clips = [{ recordingId: 'take', index: 0 }] as never;
  const second = { finishRecording: async () => clips };
  const engines = [first];
  const recording = await startRecording(
    { ...parts({}), engine: async () => (engines.shift() ?? second) as unknown as Engine },
    {},
  );
  expect(await recording.stop()).toEqual({ clips });
  expect(recording.state).toBe('stopped');
  expect(stream.getTracks().map(({ readyState }) => readyState)).toEqual(['ended']);
});
