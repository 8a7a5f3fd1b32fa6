/** How sound is split: shortest silence that splits, shortest speech that is kept, padding around it. */
export interface SplitSettings {
  readonly minSilenceMs: number;
  readonly minSpeechMs: number;
  readonly padMs: number;
}

/** A stretch of speech, in seconds from the start, and how loud it is. */
export interface Stretch {
  readonly startS: number;
  readonly endS: number;
  /** Loudness above what is quiet in this sound, in dB. */
  readonly aboveQuietDb: number;
}

const SAMPLE_RATE = 16_000;
const FRAME_MS = 10;
const FRAME = (SAMPLE_RATE * FRAME_MS) / 1000;
/** Digital silence, as a number. */
const SILENCE_DB = -96;
/** What is not louder than this is heard as nothing, wherever it stands. */
const FAINT_DB = -55;
/** Speech begins this far from the quiet towards the loud frames. */
const ONSET = 0.35;
/** A sound that is louder by less nowhere has no pauses. */
const LEAST_RANGE_DB = 6;

/**
 * Finds speech by loudness alone: frames of 10 ms that are nearer to the loud than to the quiet ones of the same sound. It takes samples at 16 kHz, from
 * -1 to 1.
 */
export function detectSpeech(samples: Float32Array, settings: SplitSettings): Stretch[] {
  const levels = levelsOf(samples);
  if (levels.length === 0) return [];
  const sorted = levels.toSorted();
  const quiet = quantile(sorted, 0.1);
  const loud = quantile(sorted, 0.95);
  const isEven = loud - quiet < LEAST_RANGE_DB;
  const threshold = isEven ? FAINT_DB : Math.max(FAINT_DB, quiet + ONSET * (loud - quiet));
  const found = runsAbove(levels, threshold, settings);
  return padded(found, settings.padMs, samples.length / SAMPLE_RATE).map(({ startS, endS }, i) => ({
    startS,
    endS,
    aboveQuietDb: meanOf(levels, found[i] as Frames) - (isEven ? SILENCE_DB : quiet),
  }));
}

/** Indices of frames; `end` is the first one after. */
interface Frames {
  readonly start: number;
  readonly end: number;
}

function levelsOf(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / FRAME) }, (_, frame) => {
    let power = 0;
    for (let i = frame * FRAME; i < (frame + 1) * FRAME; i++) power += (samples[i] as number) ** 2;
    return Math.max(SILENCE_DB, 10 * Math.log10(power / FRAME));
  });
}

function runsAbove(levels: Float32Array, threshold: number, settings: SplitSettings): Frames[] {
  const bridged: { start: number; end: number }[] = [];
  levels.forEach((level, i) => {
    if (level <= threshold) return;
    const last = bridged.at(-1);
    if (last && (i - last.end) * FRAME_MS < settings.minSilenceMs) last.end = i + 1;
    else if (last?.end === i) last.end = i + 1;
    else bridged.push({ start: i, end: i + 1 });
  });
  return bridged.filter(({ start, end }) => (end - start) * FRAME_MS >= settings.minSpeechMs);
}

/** Wider on both sides, but never into a neighbour: two that would meet do so in the middle. */
function padded(found: readonly Frames[], padMs: number, durationS: number) {
  const frameS = FRAME_MS / 1000;
  const padS = padMs / 1000;
  return found.map(({ start, end }, i) => {
    const before = found[i - 1];
    const after = found[i + 1];
    const least = before ? ((before.end + start) / 2) * frameS : 0;
    const most = after ? ((end + after.start) / 2) * frameS : durationS;
    return {
      startS: toMs(Math.max(least, start * frameS - padS)),
      endS: toMs(Math.min(most, end * frameS + padS)),
    };
  });
}

const toMs = (seconds: number): number => Math.round(seconds * 1000) / 1000;

const quantile = (sorted: Float32Array, at: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] as number;

const meanOf = (levels: Float32Array, { start, end }: Frames): number =>
  levels.subarray(start, end).reduce((sum, level) => sum + level, 0) / (end - start);
