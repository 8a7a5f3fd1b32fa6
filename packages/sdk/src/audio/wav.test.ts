import { describe, expect, it } from 'vitest';
import { edgeValues, noise } from '../../../../test/support/signals.ts';
import { wavFile, wavOf } from '../../../../test/support/wavFile.ts';
import { concatenate } from '../base/concatenate.ts';
import { toInt16 } from './pcm.ts';
import { isWav, parseWav } from './wav.ts';

const PCM_SHAPE = { encoding: 1, sampleRate: 44_100, channelCount: 1 };

describe('WAV', () => {
  it('gives 16-bit PCM back bit by bit, at its own rate', () => {
    const pcm = edgeValues(5_000);
    const audio = parseWav(wavFile(pcm, 22_050));
    expect(audio?.sampleRate).toBe(22_050);
    expect(toInt16(audio?.samples ?? new Float32Array(0))).toEqual(pcm);
  });

  it('averages channels', () => {
    const audio = parseWav(wavFile(Int16Array.of(16_384, 0, -16_384, 16_384), 8_000, 2));
    expect([...(audio?.samples ?? [])]).toEqual([0.25, 0]);
  });

  it('reads 24 and 32-bit PCM and float', () => {
    const deep = wavOf(Uint8Array.of(0, 0, 0x80, 0xff, 0xff, 0x7f, 1, 0, 0), {
      ...PCM_SHAPE,
      bitsPerSample: 24,
    });
    expect([...(parseWav(deep)?.samples ?? [])]).toEqual([-1, (2 ** 23 - 1) / 2 ** 23, 2 ** -23]);
    const wide = wavOf(new Uint8Array(Int32Array.of(-(2 ** 31), 2 ** 30).buffer), {
      ...PCM_SHAPE,
      bitsPerSample: 32,
    });
    expect([...(parseWav(wide)?.samples ?? [])]).toEqual([-1, 0.5]);
    const samples = noise(100);
    const float = wavOf(new Uint8Array(samples.buffer), { ...PCM_SHAPE, encoding: 3, bitsPerSample: 32 });
    expect(parseWav(float)?.samples).toEqual(samples);
  });

  it('reads the extensible format, passes over other chunks and takes a cut end as the end', () => {
    const pcm = edgeValues(100);
    const plain = wavFile(pcm, 16_000);
    const format = new Uint8Array(48);
    format.set(plain.subarray(12, 36));
    format.set([40, 0, 0, 0, 0xfe, 0xff], 4);
    format.set([1, 0], 8 + 24);
    const odd = Uint8Array.of(0x4c, 0x49, 0x53, 0x54, 3, 0, 0, 0, 1, 2, 3, 0);
    const file = concatenate([plain.subarray(0, 12), odd, format, plain.subarray(36, -3)]);
    expect(toInt16(parseWav(file)?.samples ?? new Float32Array(0))).toEqual(pcm.subarray(0, 98));
  });

  it('leaves other encodings to the browser', () => {
    expect(
      parseWav(wavOf(new Uint8Array(8), { ...PCM_SHAPE, encoding: 7, bitsPerSample: 8 })),
    ).toBeUndefined();
  });

  it('says what is wrong with a broken file', () => {
    const file = wavFile(edgeValues(10), 16_000);
    expect(isWav(file.subarray(0, 11))).toBe(false);
    expect(() => parseWav(file.subarray(4))).toThrow(/does not begin with "RIFF"/);
    expect(() => parseWav(file.subarray(0, 30))).toThrow(/no format chunk/);
    expect(() => parseWav(file.subarray(0, 36))).toThrow(/no data chunk/);
    expect(() => parseWav(wavFile(edgeValues(10), 0))).toThrow(/no channels or no rate/);
  });
});
