import type { JobSummary, StageSummary } from '@parqueue/sdk/stages';
import { expect, test } from 'vitest';
import { wordsOfResult } from './wordsOfResult.ts';

const at = '2026-11-29T14:15:05.000Z';
const stage = (name: string, change: Partial<StageSummary> = {}): StageSummary => ({
  ...{
    name,
    number: 1,
    status: 'success',
    durationS: 0.2,
    errors: [],
    warnings: [],
    parents: [],
    cost: undefined,
  },
  ...change,
});
const summary = (stages: readonly StageSummary[], firstFailed?: string): JobSummary => ({
  ...{ jobId: 'j', durationS: 1.44, stages, firstFailed, cost: undefined },
  status: firstFailed === undefined ? 'success' : 'failed',
  counts: { running: 0, success: 0, failed: 0, skipped: 0 },
});

test.each<[string, JobSummary, string, string]>([
  ['well', summary([stage('decode'), stage('vad')]), 'success', '2 stages done in 1.4 s.'],
  [
    'with a warning',
    summary([stage('vad', { warnings: [{ timestamp: at, message: 'Nobody speaks in it' }] })]),
    'success',
    '1 stage done in 1.4 s. Nobody speaks in it.',
  ],
  [
    'badly',
    summary(
      [
        stage('decode', {
          status: 'failed',
          errors: [
            { timestamp: at, message: 'a.txt is no audio', exception_type: 'Error', exception_detail: null },
          ],
        }),
      ],
      'decode',
    ),
    'failed',
    'The stage decode failed: a.txt is no audio.',
  ],
])('a job that went %s', (_name, given, state, words) => {
  expect(wordsOfResult(given)).toEqual({ state, words });
});
