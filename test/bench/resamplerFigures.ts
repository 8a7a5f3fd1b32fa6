/** Speed of the resampler, and its quality beside `sox rate -v`: against the same tones as they are at 16 kHz, which mathematics gives. */
import { createResampler } from '../../packages/sdk/src/audio/resampler.ts';
import type { KernelName } from '../../packages/sdk/src/audio/resamplerKernel.ts';
import { hasSox, resampleWithSox } from '../support/nativeSox.ts';
import type { Figure } from './figure.ts';
import { leastProcessorMs } from './processorMs.ts';

const RATE = 16_000;
const SPEED_S = 60;
const BATCH_FRAMES = 2048;
const ROUNDS = 8;
/** Hz: all that speech needs, and what would come back as an alias. */
const HEARD = [50, 111, 440, 1_000, 2_345, 3_456, 5_000, 6_000, 6_789, 7_000];
const UNHEARD = [8_200, 8_500, 9_000, 10_000, 12_345, 15_900, 16_100, 20_000];

export function resamplerFigures(): Figure[] {
  const withSox = hasSox();
  if (!withSox) console.log('audio    sox is not installed: the resampler’s quality has no reference');
  return [
    speedFigure(48_000, 'simd', '≥ 1,500'),
    speedFigure(44_100, 'simd', '≥ 1,500'),
    speedFigure(48_000, 'js'),
    ...[48_000, 44_100].flatMap((rate) => qualityFigures(rate, withSox)),
  ];
}

function speedFigure(inputRate: number, kernel: KernelName, goal?: string): Figure {
  const input = new Float32Array(SPEED_S * inputRate).map((_, frame) =>
    Math.sin((frame * (frame % inputRate)) / inputRate),
  );
  const ms = leastProcessorMs(ROUNDS, () => {
    const resampler = createResampler({ inputRate, kernel });
    for (let at = 0; at < input.length; at += BATCH_FRAMES) {
      resampler.push(input.subarray(at, at + BATCH_FRAMES));
    }
    resampler.flush();
  });
  const name = `Resampling ${inputRate / 1000} kHz to 16 kHz (${kernel})`;
  const figure = { name, value: (SPEED_S * 1000) / ms, unit: '× real time' };
  return goal === undefined ? figure : { ...figure, goal };
}

function qualityFigures(inputRate: number, withSox: boolean): Figure[] {
  const ours = (samples: Float32Array) => resample(samples, inputRate);
  const sox = (samples: Float32Array) => resampleWithSox(samples, inputRate, RATE);
  const name = (what: string) => `${what}, ${inputRate / 1000} kHz to 16 kHz`;
  const beside = (value: () => number) =>
    withSox ? { reference: { name: 'sox rate -v', value: value() } } : {};
  const measures = [
    ['Signal to error, tones to 7 kHz', 'dB', signalToErrorDb, undefined],
    ['Ripple to 7 kHz', 'dB', rippleDb, '≤ 0.01'],
    ['Loudest alias from 8.2 kHz on', 'dB', aliasDb, '≤ −100'],
  ] as const;
  return measures.map(([what, unit, measure, goal]) => ({
    name: name(what),
    value: measure(inputRate, ours),
    unit,
    ...beside(() => measure(inputRate, sox)),
    ...(goal === undefined ? {} : { goal }),
  }));
}

type Resample = (samples: Float32Array) => Float32Array;

function resample(samples: Float32Array, inputRate: number): Float32Array {
  const resampler = createResampler({ inputRate });
  const [most, rest] = [resampler.push(samples), resampler.flush()];
  const all = new Float32Array(most.length + rest.length);
  all.set(most);
  all.set(rest, most.length);
  return all;
}

/** Two seconds of tones together, of a peak of at most one half. */
function tones(frequencies: readonly number[], rate: number): Float32Array {
  return new Float32Array(2 * rate).map((_, frame) => {
    const sum = frequencies.reduce(
      (total, frequency, index) => total + Math.sin((2 * Math.PI * frequency * frame) / rate + index),
      0,
    );
    return sum / (2 * frequencies.length);
  });
}

/** Without the ends, where the tones begin and stop abruptly. */
const middle = (samples: Float32Array) => samples.subarray(RATE / 2, (3 * RATE) / 2);
const energy = (samples: Float32Array) => samples.reduce((sum, value) => sum + value * value, 0);
const decibels = (ratio: number) => 20 * Math.log10(ratio);

function signalToErrorDb(inputRate: number, run: Resample): number {
  const truth = middle(tones(HEARD, RATE));
  const output = middle(run(tones(HEARD, inputRate)));
  return decibels(
    Math.sqrt(energy(truth) / energy(truth.map((value, at) => value - (output[at] as number)))),
  );
}

function rippleDb(inputRate: number, run: Resample): number {
  const gains = HEARD.map((frequency) => {
    const [truth, output] = [middle(tones([frequency], RATE)), middle(run(tones([frequency], inputRate)))];
    return Math.abs(decibels(Math.sqrt(energy(output) / energy(truth))));
  });
  return Math.max(...gains);
}

function aliasDb(inputRate: number, run: Resample): number {
  const levels = UNHEARD.map((frequency) => {
    const output = middle(run(tones([frequency], inputRate)));
    return decibels(output.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 0.5);
  });
  return Math.max(...levels);
}
