import { bestOverlay } from '../../support/bestOverlay.ts';

/** How a clip compares with what the microphone played. */
export interface Comparison {
  /** Undefined where the clip is too short or too quiet to tell. */
  readonly correlation: number | undefined;
  /** Samples of silence where there was speech. */
  readonly silentFrames: number;
  /** By how many samples the end of the clip lies elsewhere in the speech than its beginning says. */
  readonly shiftFrames: number;
}

const PROBE_FRAMES = 4_000;
const NEAR_FRAMES = 4_000;
const SURE = 0.95;
/** Shorter runs of zeros are speech, too. */
const SILENCE_FRAMES = 80;
/** Speech that a 16-bit clip cannot have taken for silence. */
const AUDIBLE = 0.004;
/** RMS under which a probe says nothing about its place. */
const QUIET_RMS = 0.01;

/** @param speech what the microphone plays, over and over, at the clip's rate. */
export function compareWithSpeech(pcm: Int16Array, speech: Float32Array): Comparison {
  const heard = Float32Array.from(pcm, (sample) => sample / 32_768);
  const third = Math.floor(heard.length / 3);
  const first = loudestProbe(heard, 0, Math.max(PROBE_FRAMES, third));
  const last = loudestProbe(heard, Math.min(heard.length - PROBE_FRAMES, 2 * third), heard.length);
  if (first === undefined || last === undefined) {
    return { correlation: undefined, silentFrames: 0, shiftFrames: 0 };
  }
  const around = stretchOf(speech, 0, speech.length + PROBE_FRAMES);
  const place = (at: number, whole: Float32Array, wholeAt: number) => {
    const { correlation, lagSamples } = bestOverlay(heard.subarray(at, at + PROBE_FRAMES), whole);
    return { correlation, offset: wholeAt + lagSamples - at };
  };
  const begin = place(first, around, 0);
  // Nearly always the end is where the beginning says, and there is no need to look everywhere.
  const expectedAt = Math.round(begin.offset) + last - NEAR_FRAMES;
  const near = place(last, stretchOf(speech, expectedAt, PROBE_FRAMES + 2 * NEAR_FRAMES), expectedAt);
  const end = near.correlation > SURE ? near : place(last, around, 0);
  return {
    correlation: Math.min(begin.correlation, end.correlation),
    silentFrames: countSilence(pcm, speech, begin.offset),
    shiftFrames: Math.round(Math.abs(roundTrip(end.offset - begin.offset, speech.length))),
  };
}

/** A stretch of the loop that begins anywhere. */
const stretchOf = (speech: Float32Array, from: number, length: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => speech[modulo(from + i, speech.length)] as number);

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/** The difference of two places in a loop, the short way round. */
function roundTrip(difference: number, length: number): number {
  const within = modulo(difference, length);
  return within > length / 2 ? within - length : within;
}

function loudestProbe(heard: Float32Array, from: number, to: number): number | undefined {
  let best: { at: number; energy: number } | undefined;
  for (let at = Math.max(0, from); at + PROBE_FRAMES <= to; at += PROBE_FRAMES / 4) {
    let energy = 0;
    for (let i = at; i < at + PROBE_FRAMES; i++) energy += (heard[i] as number) ** 2;
    if (best === undefined || energy > best.energy) best = { at, energy };
  }
  return best && Math.sqrt(best.energy / PROBE_FRAMES) > QUIET_RMS ? best.at : undefined;
}

function countSilence(pcm: Int16Array, speech: Float32Array, offset: number): number {
  let count = 0;
  for (let at = 0; at < pcm.length; ) {
    let end = at;
    while (end < pcm.length && pcm[end] === 0) end++;
    if (end - at >= SILENCE_FRAMES && isAudible(speech, at + Math.round(offset), end - at)) count += end - at;
    at = end + 1;
  }
  return count;
}

function isAudible(speech: Float32Array, from: number, length: number): boolean {
  for (let i = from; i < from + length; i++) {
    if (Math.abs(speech[modulo(i, speech.length)] as number) > AUDIBLE) return true;
  }
  return false;
}
