import type { Level } from '@parqueue/sdk';

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
