import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { encodeFlac } from '../demo/encodeFlac.ts';
import { createSeededRandom } from '../demo/seededRandom.ts';
import { decodeFlac } from './decodeFlac.ts';

const random = createSeededRandom(5);
const SOUNDS: readonly (readonly [name: string, Int16Array])[] = [
  [
    'a tone with noise',
    Int16Array.from({ length: 20_001 }, (_, i) =>
      Math.round(9_000 * Math.sin(i / 9) + random.normal(0, 300)),
    ),
  ],
  ['silence', new Int16Array(9_000)],
  ['noise as loud as it goes', Int16Array.from({ length: 9_000 }, () => random.int(-32_768, 32_767))],
  ['even steps', Int16Array.from({ length: 5_000 }, (_, i) => (i % 100) * 64)],
  ['one sample', Int16Array.of(-5)],
];

test.each(SOUNDS)(
  '[LK12] {000.15} %s is decoded as it was encoded, by us and by flac at each level',
  (_, samples) => {
    const own = decodeFlac(encodeFlac(samples, 16_000));
    expect(own.head).toMatchObject({
      sampleRate: 16_000,
      channels: 1,
      bitsPerSample: 16,
      sampleCount: samples.length,
    });
    expect(own.samples).toEqual(Int32Array.from(samples));
    for (const level of ['-0', '-5', '-8', '-l12']) {
      const args = [
        level,
        '-s',
        '-c',
        '--force-raw-format',
        '--endian=little',
        '--sign=signed',
        '--channels=1',
        '--bps=16',
        '--sample-rate=16000',
        '-',
      ];
      const { stdout, stderr } = spawnSync('flac', args, { input: Buffer.from(samples.buffer) });
      expect(stdout.length, String(stderr)).toBeGreaterThan(42);
      expect(decodeFlac(stdout).samples, level).toEqual(Int32Array.from(samples));
    }
  },
);

test('[LK12] whatever is broken is said', () => {
  const good = encodeFlac(SOUNDS[0]?.[1] ?? new Int16Array(0), 16_000);
  expect(() => decodeFlac(good.subarray(0, good.length - 9))).toThrow(/breaks off/);
  expect(() => decodeFlac(good.subarray(0, 41))).toThrow('is no FLAC file');
  for (const at of [60, 999, 5_000, good.length - 1]) {
    const bad = Uint8Array.from(good);
    bad[at] = (bad[at] as number) ^ 16;
    expect(() => decodeFlac(bad)).toThrow(/has |breaks off/);
  }
});
