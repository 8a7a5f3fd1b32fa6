/** A stretch of speech, in seconds from the start. */
export interface Speech {
  readonly startS: number;
  readonly endS: number;
}

export interface SpeechSearch {
  readonly frameMs: number;
  /** So much louder than the noise is speech. */
  readonly aboveNoiseDb: number;
  /** A pause that is shorter belongs to the speech. */
  readonly minPauseMs: number;
  /** What is shorter is a click. */
  readonly minSpeechMs: number;
}

export const SPEECH_SEARCH: SpeechSearch = {
  frameMs: 30,
  aboveNoiseDb: 10,
  minPauseMs: 300,
  minSpeechMs: 150,
};

/** Below that nobody hears anything. */
const SILENCE_DB = -60;
/** The loudest sound that counts as noise lies so far below the loudest of all. */
const BELOW_PEAK_DB = 15;

/** How loud each frame is, in decibels below full scale; -100 is nothing at all. */
export function loudnessOf(samples: Float32Array, sampleRate: number, frameMs: number): Float32Array {
  const frame = Math.max(1, Math.round((sampleRate * frameMs) / 1000));
  return Float32Array.from({ length: Math.ceil(samples.length / frame) }, (_, i) => {
    const part = samples.subarray(i * frame, (i + 1) * frame);
    const power = part.reduce((sum, sample) => sum + sample * sample, 0) / part.length;
    return Math.max(-100, 10 * Math.log10(power));
  });
}

/** Finds speech by its loudness over the noise of the recording. */
export function findSpeech(loudness: Float32Array, durationS: number, search = SPEECH_SEARCH): Speech[] {
  const { frameMs, minPauseMs, minSpeechMs } = search;
  const threshold = thresholdOf(loudness, search.aboveNoiseDb);
  if (threshold === undefined) return [];
  const found: { startS: number; endS: number }[] = [];
  loudness.forEach((db, i) => {
    if (db < threshold) return;
    const startS = (i * frameMs) / 1000;
    const endS = Math.min(durationS, ((i + 1) * frameMs) / 1000);
    const last = found.at(-1);
    if (last !== undefined && (startS - last.endS) * 1000 < minPauseMs) last.endS = endS;
    else found.push({ startS, endS });
  });
  return found.filter(({ startS, endS }) => (endS - startS) * 1000 >= minSpeechMs);
}

/** From where on it is speech; undefined where all is silence. */
function thresholdOf(loudness: Float32Array, aboveNoiseDb: number): number | undefined {
  const sorted = loudness.toSorted();
  const peak = sorted.at(-1) ?? SILENCE_DB;
  if (peak <= SILENCE_DB) return undefined;
  const noise = sorted[Math.floor(sorted.length / 10)] as number;
  return Math.max(SILENCE_DB, Math.min(noise + aboveNoiseDb, peak - BELOW_PEAK_DB));
}
