import { bestOverlay } from '../support/bestOverlay.ts';
import type { Expectation } from './consumer.ts';
import type { Arrivals } from './readArrivals.ts';
import type { Visit } from './visitPage.ts';

const RATE = 16_000;
/** Two seconds by a timer of a page that does other things as well. */
const LENGTH_S = { least: 1.8, most: 4 };

export interface Outcome {
  readonly visit: Visit;
  readonly arrivals: Arrivals;
  /** What the microphone played: 16 kHz. */
  readonly speech: Float32Array;
}

/** What is not as it has to be, in words; nothing when all is well. */
export function findProblems(expected: Expectation, { visit, arrivals, speech }: Outcome): string[] {
  return [
    ...compare('the page says', visit.says, expected.says),
    ...visit.complaints,
    ...visit.violations.map((directive) => `the policy was violated: ${directive}`),
    ...compare('cross-origin isolated', visit.isolated, expected.isolated ?? false),
    ...workerProblems(expected, visit.workers),
    ...compare('rows', arrivals.surahs.join(' '), '1 2 3 4 5 6 7 8 9 10'),
    ...compare('recordings', arrivals.recordings.length, expected.hasAudio ? 1 : 0),
    ...arrivals.recordings.flatMap((recording) => recordingProblems(recording, speech)),
  ];
}

const compare = <T>(what: string, is: T, expected: T): string[] =>
  is === expected ? [] : [`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(is)}`];

function workerProblems({ worker }: Expectation, workers: readonly string[]): string[] {
  const others = workers.filter((url) => !worker.test(url));
  if (workers.length === 0) return ['no worker was started'];
  return others.map((url) => `a worker was started from ${url}, expected ${worker}`);
}

function recordingProblems(
  { complaints, pcm }: Arrivals['recordings'][number],
  speech: Float32Array,
): string[] {
  const lengthS = pcm.length / RATE;
  const heard = Float32Array.from(pcm.subarray(0.5 * RATE, 1.5 * RATE), (sample) => sample / 32_768);
  const twice = Float32Array.from([...speech, ...speech]);
  const { correlation } = bestOverlay(heard, twice);
  return [
    ...(complaints === '' ? [] : [`flac -t: ${complaints}`]),
    ...(lengthS > LENGTH_S.least && lengthS < LENGTH_S.most ? [] : [`a recording of ${lengthS} s`]),
    ...(correlation > 0.9
      ? []
      : [`what was recorded is not what was spoken: correlation ${correlation.toFixed(2)}`]),
  ];
}
