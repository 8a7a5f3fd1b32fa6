import { expect, test } from 'vitest';
import type { LoggerOptions, Tables } from '../api/loggerOptions.ts';
import type { PageEnvironment } from '../browser/pageEnvironment.ts';
import type { Engine } from '../engine/engine.ts';
import { audioMethods } from './audioMethods.ts';

const REASON = "the page's policy refuses WebAssembly; add 'wasm-unsafe-eval'";

/** The doors of audio before an engine that has none; how often it was asked for, and a track that is to be stopped. */
function rig(isKnown: boolean) {
  let refusal = isKnown ? REASON : undefined;
  let starts = 0;
  const engine = async () => {
    starts++;
    refusal = REASON;
    return {} as Engine;
  };
  const options = {} as LoggerOptions<Tables>;
  const page = { now: () => 0, report: () => {} } as unknown as PageEnvironment;
  const methods = audioMethods(options, page, { engine, newId: () => 'id', wasmRefusal: () => refusal });
  return { methods, starts: () => starts };
}

const refused = {
  name: 'ParqueueError',
  code: 'audio_unsupported',
  message: `there is no audio here: ${REASON}`,
};

test('[SD12] where WASM is known to be refused, a recording is refused before the microphone or an engine is asked for', async () => {
  const { methods, starts } = rig(true);
  await expect(methods.record()).rejects.toMatchObject(refused);
  expect(starts()).toBe(0);
});

test('[RL53] where the relay takes no audio nothing is recorded or encoded, until it does again', async () => {
  const { methods, starts } = rig(true);
  methods.relayTakes(false);
  const error = { name: 'ParqueueError', code: 'audio_refused' };
  await expect(methods.record()).rejects.toMatchObject(error);
  await expect(methods.encode(new Float32Array(1), { sampleRate: 16_000 })).rejects.toMatchObject(error);
  expect(starts()).toBe(0);
  methods.relayTakes(true);
  await expect(methods.record()).rejects.toMatchObject(refused);
});

test('[SD12] encoding is refused as soon as the engine says that it has no WASM, before the input is read', async () => {
  const { methods, starts } = rig(false);
  const input = new Float32Array(16_000);
  await expect(methods.encode(input, { sampleRate: 16_000 })).rejects.toMatchObject(refused);
  expect(starts()).toBe(1);
  expect(input.length).toBe(16_000);
});
