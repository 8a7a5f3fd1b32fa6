import type { Level } from '@parqueue/sdk';
import { outlineOf } from '../src/sound/outline.ts';

/** What a microphone at 48 kHz tells of at a time, in frames at 16 kHz. */
const LEVEL_FRAMES = 683;
const SAMPLE_RATE = 16_000;

/** Levels of something like speech: syllables in phrases with pauses between, the same at every run. */
export function speechLevels(durationS: number, loudness = 0.55): readonly Level[] {
  const levelS = 0.05;
  let seed = 7;
  return Array.from({ length: Math.round(durationS / levelS) }, (_, index) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0;
    const jitter = 0.75 + (seed >>> 8) / 2 ** 26;
    const at = index * levelS;
    const phrase = Math.max(0, Math.sin((at / 3.1) * Math.PI * 2 + 0.4) + 0.55) / 1.55;
    const syllable = 0.35 + 0.65 * Math.abs(Math.sin(at * 7.3));
    const peak = Math.min(1, 0.006 + loudness * phrase * syllable * jitter);
    return { min: -peak, max: peak, rms: peak / 3, durationS: levelS };
  });
}

/** The levels that a recording of these samples gives. */
export function levelsOf(samples: Float32Array): readonly Level[] {
  const { low, high } = outlineOf(samples, LEVEL_FRAMES);
  return Array.from(low, (min, i) => {
    const heard = samples.subarray(i * LEVEL_FRAMES, (i + 1) * LEVEL_FRAMES);
    const power = heard.reduce((sum, sample) => sum + sample * sample, 0) / heard.length;
    return { min, max: high[i] as number, rms: Math.sqrt(power), durationS: heard.length / SAMPLE_RATE };
  });
}
