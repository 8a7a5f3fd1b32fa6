import { expect, test } from 'vitest';
import type { Engine } from '../engine/engine.ts';
import { encodeInput } from './encodeInput.ts';

/** An engine behind a worker: what it is given is moved there. */
function openEngine() {
  const given: Float32Array[] = [];
  const encode = async (_id: string, samples: Float32Array) => {
    given.push(structuredClone(samples, { transfer: [samples.buffer as ArrayBuffer] }));
    return [];
  };
  return { engine: { encode } as unknown as Engine, given };
}

const SAMPLES = [0, 0.25, -0.5, 1];

test('[R6] samples that the page gives to be encoded stay the page’s own', async () => {
  const { engine, given } = openEngine();
  const all = Float32Array.of(9, ...SAMPLES, 9);
  await encodeInput(engine, 'a', all.subarray(1, 5), 16_000);
  expect([...all]).toEqual([9, ...SAMPLES, 9]);
  expect([...(given[0] as Float32Array)]).toEqual(SAMPLES);
});

test('[R6] an AudioBuffer that is encoded can still be played', async () => {
  const { engine, given } = openEngine();
  const buffer = new AudioBuffer({ length: SAMPLES.length, sampleRate: 16_000 });
  buffer.copyToChannel(Float32Array.from(SAMPLES), 0);
  await encodeInput(engine, 'a', buffer, undefined);
  expect([...buffer.getChannelData(0)]).toEqual(SAMPLES);
  expect([...(given[0] as Float32Array)]).toEqual(SAMPLES);
});
