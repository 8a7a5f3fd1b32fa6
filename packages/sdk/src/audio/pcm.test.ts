import { describe, expect, it } from 'vitest';
import { littleEndianBytes, mixToMono, toFloat32, toInt16 } from './pcm.ts';

describe('pcm', () => {
  it('rounds to the nearest 16-bit value and clamps what is too loud', () => {
    const samples = Float32Array.of(0, 0.4 / 32_768, 0.6 / 32_768, -0.6 / 32_768, 1, -1, 1.5, -1.5);
    expect([...toInt16(samples)]).toEqual([0, 0, 1, -1, 32_767, -32_768, 32_767, -32_768]);
  });

  it('makes silence of NaN and full scale of infinity', () => {
    const samples = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    expect([...toInt16(samples)]).toEqual([0, 32_767, -32_768]);
  });

  it('gives every 16-bit value back after a way through float', () => {
    const every = new Int16Array(65_536).map((_, index) => index - 32_768);
    expect(toInt16(toFloat32(every))).toEqual(every);
  });

  it('mixes channels by their average, and leaves one channel alone', () => {
    const [left, right] = [Float32Array.of(1, 0.5, -1), Float32Array.of(0, 0.5, 1)];
    expect([...mixToMono([left, right])]).toEqual([0.5, 0.5, 0]);
    expect(mixToMono([left])).toBe(left);
    expect(mixToMono([])).toEqual(new Float32Array(0));
  });

  it('lays PCM out as little-endian bytes, also from the middle of a buffer', () => {
    const pcm = Int16Array.of(9, 1, -2, 0x1234).subarray(1);
    expect([...littleEndianBytes(pcm)]).toEqual([1, 0, 0xfe, 0xff, 0x34, 0x12]);
  });
});
