import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createSeededRandom } from '../demo/seededRandom.ts';
import { pcmOf } from './pcmOf.ts';

const SPEECH = new URL('../../../../test/data/speech-16k.flac', import.meta.url);
const raw = ['--force-raw-format', '--endian=little', '--sign=signed'];

/** As the `flac` program writes it (Debian: apt-get install flac). */
function encode(pcm: Int16Array, channels: number, ...options: string[]): Uint8Array {
  const args = [
    '--silent',
    ...raw,
    `--channels=${channels}`,
    '--bps=16',
    '--sample-rate=16000',
    ...options,
    '--stdout',
    '-',
  ];
  const input = new Uint8Array(pcm.buffer);
  return new Uint8Array(spawnSync('flac', args, { input, maxBuffer: 2 ** 28 }).stdout);
}

it('[PC15] samples are those of the reference decoder', () => {
  const file = readFileSync(SPEECH);
  const { stdout } = spawnSync('flac', ['-d', '--silent', '--stdout', ...raw, '-'], {
    input: file,
    maxBuffer: 2 ** 28,
  });
  const expected = new Int16Array(new Uint8Array(stdout).buffer);
  const samples = pcmOf(file);
  expect(samples.length).toBe(expected.length);
  expect(samples.every((sample, i) => sample * 32_768 === expected[i])).toBe(true);
});

it('[PC15] whatever the reference encoder chooses is read: silence, noise, linear prediction', () => {
  const random = createSeededRandom(7);
  const kinds: readonly ((i: number) => number)[] = [
    () => 0,
    () => random.int(-32_768, 32_767),
    (i) => Math.round(9_000 * Math.sin(i / 7) + random.int(-9, 9)),
    (i) => Math.round(4_000 * Math.sin(i / 90)) * 4,
  ];
  for (const [k, kind] of kinds.entries())
    for (const level of ['-0', '-5', '-8']) {
      const pcm = Int16Array.from({ length: 10_001 }, (_, i) => kind(i));
      const mono = pcmOf(encode(pcm, 1, level));
      expect(mono.length).toBe(pcm.length);
      expect(
        mono.every((sample, i) => sample * 32_768 === pcm[i]),
        `${k} ${level}`,
      ).toBe(true);
    }
});

it('[PC15] a file that is cut off or none is refused as such', () => {
  const file = readFileSync(SPEECH);
  expect(() => pcmOf(file.subarray(0, file.length >> 1))).toThrow(/^the recording .*(breaks off|CRC)/);
  expect(() => pcmOf(new TextEncoder().encode('RIFF'))).toThrow('the recording ');
});
