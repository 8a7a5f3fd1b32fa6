import { expect, test } from 'vitest';
import type { Expectation } from './consumer.ts';
import { findProblems, type Outcome } from './findProblems.ts';

const RATE = 16_000;
const EXPECTED: Expectation = { says: 'delivered', hasAudio: true, worker: /^blob:/ };

/** A sound that is like itself at one place only. */
const speech = Float32Array.from({ length: 4 * RATE }, (_, i) => 0.5 * Math.sin(i ** 1.6 / 400));
const heard = (from: number, lengthS: number) =>
  Int16Array.from(speech.subarray(from, from + lengthS * RATE), (sample) => sample * 32_767);

const good: Outcome = {
  visit: {
    says: 'delivered',
    complaints: [],
    violations: [],
    workers: ['blob:http://127.0.0.1/1'],
    isolated: false,
    openBytes: 1,
    useBytes: 1,
  },
  arrivals: {
    surahs: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    recordings: [{ complaints: '', pcm: heard(1000, 2) }],
  },
  speech,
};

test('a consumer that did all it had to has no problem', () => {
  expect(findProblems(EXPECTED, good)).toEqual([]);
});

const withVisit = (change: Partial<Outcome['visit']>) => ({ ...good, visit: { ...good.visit, ...change } });
const withRecording = (change: Partial<Outcome['arrivals']['recordings'][number]>) => ({
  ...good,
  arrivals: { ...good.arrivals, recordings: [{ complaints: '', pcm: heard(1000, 2), ...change }] },
});

test.each<[string, Outcome, RegExp]>([
  ['another end', withVisit({ says: 'failed' }), /^the page says: .*"failed"/],
  ['an error in the console', withVisit({ complaints: ['oh'] }), /^oh$/],
  ['a violated policy', withVisit({ violations: ['worker-src'] }), /worker-src/],
  ['no worker', withVisit({ workers: [] }), /no worker/],
  ['a worker from elsewhere', withVisit({ workers: ['/worker.js'] }), /from \/worker\.js/],
  ['isolation that nobody asked for', withVisit({ isolated: true }), /isolated/],
  [
    'a row twice',
    { ...good, arrivals: { ...good.arrivals, surahs: [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] } },
    /1 1 2/,
  ],
  [
    'no recording',
    { ...good, arrivals: { ...good.arrivals, recordings: [] } },
    /recordings: expected 1, got 0/,
  ],
  ['a torn file', withRecording({ complaints: 'MD5 mismatch' }), /flac -t: MD5 mismatch/],
  ['half a recording', withRecording({ pcm: heard(1000, 1.6) }), /a recording of 1\.6 s/],
  ['silence', withRecording({ pcm: new Int16Array(2 * RATE) }), /correlation 0\.00/],
])('%s is told', (_, outcome, words) => {
  expect(findProblems(EXPECTED, outcome)).toEqual([expect.stringMatching(words)]);
});
