import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { flacDurationS } from './flacDuration.ts';

const speech = () => readFile(new URL('../../../../test/data/speech-16k.flac', import.meta.url));

it('reads the length of a FLAC file from its header', async () => {
  const duration = await flacDurationS(new Blob([await speech()]));
  expect(duration).toBeGreaterThan(15.3);
  expect(duration).toBeLessThan(15.5);
});

it('knows 36 bits of samples', async () => {
  const head = (await speech()).subarray(0, 64);
  head.set([(head[21] as number) | 0x0f, 0xff, 0xff, 0xff, 0xff], 21);
  expect(await flacDurationS(new Blob([head]))).toBeCloseTo((2 ** 36 - 1) / 16_000);
});

it.each([new Blob(), new Blob(['RIFF'.padEnd(64)])])('what is no FLAC file has no length', async (file) => {
  expect(await flacDurationS(file)).toBeUndefined();
});
