import type { Level } from '@parqueue/sdk';

/** Quietest loudness that the meter shows, in dB of full scale. */
const FLOOR_DB = -60;
/** Speech into a working microphone stays above this. */
const SILENCE_DB = -52;
const SILENCE_AFTER_S = 2.5;
/** A peak this high has most likely been cut off. */
const CLIPPED = 0.985;
const CLIPPED_FOR_S = 1.5;

export type LoudnessWord = 'good' | 'silent' | 'clipped';

export interface Loudness {
  /** 0 to 1 along the meter, evenly in dB. */
  readonly fraction: number;
  readonly word: LoudnessWord;
}

/** Watches the level of a take, and judges it. */
export interface LoudnessMeter {
  take(level: Level): Loudness;
  reset(): void;
}

export function createLoudnessMeter(): LoudnessMeter {
  let silentForS = 0;
  let clippedLeftS = 0;
  return {
    take(level) {
      const loudnessDb = decibels(level.rms);
      silentForS = loudnessDb < SILENCE_DB ? silentForS + level.durationS : 0;
      const isClipped = Math.max(-level.min, level.max) >= CLIPPED;
      clippedLeftS = isClipped ? CLIPPED_FOR_S : Math.max(0, clippedLeftS - level.durationS);
      return { fraction: Math.min(1, Math.max(0, 1 - loudnessDb / FLOOR_DB)), word: judge() };
    },
    reset() {
      silentForS = 0;
      clippedLeftS = 0;
    },
  };

  function judge(): LoudnessWord {
    if (clippedLeftS > 0) return 'clipped';
    return silentForS >= SILENCE_AFTER_S ? 'silent' : 'good';
  }
}

function decibels(amplitude: number): number {
  return amplitude > 0 ? 20 * Math.log10(amplitude) : Number.NEGATIVE_INFINITY;
}
