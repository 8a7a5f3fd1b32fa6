import { createHash } from 'node:crypto';
import type { DemoAudio } from './demoData.ts';
import { encodeFlac } from './encodeFlac.ts';
import type { SeededRandom } from './seededRandom.ts';

const RATE = 16_000;

/** A recording of something like speech: syllables of a voice, with pauses. */
export interface DemoSpeech extends DemoAudio {
  readonly durationS: number;
  /** Sixteen hex digits of the SHA-256 of its samples, as an `audio_id` begins. */
  readonly hash: string;
}

export function synthesizeSpeech(random: SeededRandom, durationS: number, name: string): DemoSpeech {
  const samples = new Int16Array(Math.round(durationS * RATE));
  const pitch = random.normal(150, 25);
  let at = 0;
  while (at < samples.length) {
    const length = Math.round(random.normal(0.22, 0.05) * RATE);
    const isPause = random.happens(0.2);
    if (!isPause)
      writeSyllable(samples, { at, length, pitch: random.normal(pitch, 12), vowel: random.int(2, 7) });
    at += Math.max(800, length);
  }
  const bytes = new Uint8Array(samples.buffer);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return { bytes: encodeFlac(samples, RATE), path: `${name}.flac`, durationS: samples.length / RATE, hash };
}

interface Syllable {
  readonly at: number;
  readonly length: number;
  readonly pitch: number;
  /** The overtone that is loudest. */
  readonly vowel: number;
}

function writeSyllable(samples: Int16Array, { at, length, pitch, vowel }: Syllable): void {
  for (let i = 0; i < length && at + i < samples.length; i++) {
    const loudness = Math.sin((Math.PI * i) / length) ** 2;
    let wave = 0;
    for (let overtone = 1; overtone <= 8; overtone++)
      wave += Math.sin((2 * Math.PI * pitch * overtone * i) / RATE) / (1 + Math.abs(overtone - vowel));
    samples[at + i] = Math.round(3_000 * loudness * wave);
  }
}
