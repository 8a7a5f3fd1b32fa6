/** Encodes much and many kinds of sound with the WASM at a path and prints a digest of each file: `node printFlacDigests.ts flac.wasm seed`. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { decodeFlac } from '../../../packages/sdk/src/audio/flacDecoder.ts';
import { createFlacEncoder, type FlacSettings } from '../../../packages/sdk/src/audio/flacEncoder.ts';
import { loadFlac } from '../../../packages/sdk/src/audio/flacModule.ts';
import { encodeFile } from '../../support/flacReference.ts';
import { complaintsOfFlac } from '../../support/nativeFlac.ts';
import { type Random, seeded } from '../../support/seeded.ts';
import { edgeValues, murmur, noise } from '../../support/signals.ts';

const LEVELS = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const BLOCK_SAMPLES = [16, 17, 192, 576, 1152, 4096, 4608];
const SHORT_INPUTS = 500;
/** Files that the reference decoder has to pass, one in so many: it is a process each. */
const CHECKED_EVERY = 50;

const [path, seed] = process.argv.slice(2) as [string, string];
const flac = await loadFlac({ wasm: new Uint8Array(await readFile(path)) });
const speech = decodeFlac(
  flac,
  new Uint8Array(await readFile(new URL('../../data/speech-16k.flac', import.meta.url))),
).pcm;
let printed = 0;

for (const level of LEVELS)
  for (const blockSamples of BLOCK_SAMPLES) print(speech.subarray(0, 60_000), { level, blockSamples });
for (let samples = 1; samples <= 40; samples++) print(speech.subarray(16_000, 16_000 + samples));
const random = seeded(Number(seed));
for (let i = 0; i < SHORT_INPUTS; i++)
  print(anySound(random), { level: random.pick(LEVELS), blockSamples: random.pick(BLOCK_SAMPLES) });

function anySound(from: Random): Int16Array {
  const count = from.int(1, 5_000);
  const of = from.int(1, 2 ** 30);
  const start = from.int(0, speech.length - count);
  const period = from.int(2, 300);
  const height = from.int(1, 32_767);
  return from.pick([
    () => speech.subarray(start, start + count),
    () => murmur(count, of),
    () => edgeValues(count, of),
    () => Int16Array.from(noise(count, of), (value) => value * height),
    () => new Int16Array(count).fill(from.pick([0, height])),
    () => new Int16Array(count).map((_, at) => (at % period < period / 2 ? height : -height)),
  ])();
}

function print(
  pcm: Int16Array,
  settings: Omit<FlacSettings, 'sampleRate'> = { level: 8, blockSamples: 1152 },
): void {
  const file = encodeFile(createFlacEncoder(flac, { sampleRate: 16_000, ...settings }), pcm);
  const complaints = printed++ % CHECKED_EVERY === 0 ? complaintsOfFlac(file) : '';
  if (complaints !== '') throw new Error(`${JSON.stringify(settings)}, ${pcm.length} samples: ${complaints}`);
  const digest = createHash('sha256').update(file).digest('hex');
  console.info(
    `level ${settings.level}, blocks of ${settings.blockSamples}, ${pcm.length} samples: ${digest}`,
  );
}
