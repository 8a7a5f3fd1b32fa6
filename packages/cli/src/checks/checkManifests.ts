import type { StageRecord } from '../jobs/stageRecord.ts';
import type { Finding } from './finding.ts';
import { flowFindings } from './flowFindings.ts';
import { findingsOf, placeOf } from './stageRules.ts';

const DAY_MS = 86_400_000;
const STATUSES = ['running', 'success', 'failed', 'skipped'];

/** Whether the manifests of jobs tell the whole story: every stage ended, every file said, what goes in came out somewhere. */
export function checkManifests(stages: readonly StageRecord[], nowMs: number): Finding[] {
  return [...Map.groupBy(stages, ({ jobId }) => jobId).values()].flatMap((own) => [
    ...own.flatMap((stage) => [...endFindings(stage, nowMs), ...fileFindings(stage)]),
    ...flowFindings(own),
  ]);
}

function endFindings(stage: StageRecord, nowMs: number): Finding[] {
  const { status, startedAt, endedAt, durationS, errors, inputs, outputs, config, number } = stage;
  const isRunning = status === 'running';
  const isOld = isRunning && nowMs - (startedAt ?? 0) > DAY_MS;
  const hasEnded = STATUSES.includes(status) && !isRunning;
  const worked = status === 'success';
  return findingsOf(placeOf(stage), [
    [
      'error',
      'unnamed',
      stage.jobId === '' || stage.stage === '' || number === undefined,
      'has no job_id, stage or stage_number',
    ],
    [
      'error',
      'unknown-status',
      !STATUSES.includes(status),
      `has the status "${status}"; there are ${STATUSES.join(', ')}`,
    ],
    [
      'error',
      'not-ended',
      isOld,
      'runs for more than a day: end each stage, also when it fails or is skipped',
    ],
    [
      'error',
      'end-without-time',
      hasEnded && (endedAt === undefined || durationS === null),
      `is ${status} without completed_at or duration_seconds`,
    ],
    [
      'error',
      'ends-before-begin',
      startedAt !== undefined && endedAt !== undefined && endedAt < startedAt,
      'ends before it begins',
    ],
    [
      'error',
      'failed-without-error',
      status === 'failed' && errors.length === 0,
      'failed and does not say why',
    ],
    [
      'warning',
      'success-with-errors',
      worked && errors.length > 0,
      `is success and has ${errors.length} errors`,
    ],
    ['warning', 'no-inputs', worked && inputs.length === 0, 'tells of no input'],
    ['warning', 'no-outputs', worked && outputs.length === 0, 'is success and tells of no output'],
    [
      'warning',
      'no-config',
      worked && config === undefined,
      'does not say what it was told (config), so it cannot be done again',
    ],
  ]);
}

function fileFindings(stage: StageRecord): Finding[] {
  const where = placeOf(stage);
  const all = [...stage.inputs, ...stage.outputs, ...stage.intermediates];
  return [
    ...all.flatMap((file) =>
      findingsOf(where, [
        [
          'error',
          'file-without-path',
          isBlank(file.path),
          `has a file of type "${file.type}" without a path`,
        ],
        ['error', 'file-without-type', isBlank(file.type), `does not say what ${file.path} is (type)`],
        [
          'warning',
          'vague-type',
          file.type === 'file',
          `calls ${file.path} a "file": say audio, transcript, metadata, …`,
        ],
        [
          'note',
          'size-unknown',
          file.size_bytes === null || file.size_bytes === undefined,
          `does not know the size of ${file.path}`,
        ],
      ]),
    ),
    ...stage.intermediates.flatMap(({ path, retained, reason }) =>
      findingsOf(where, [
        ['warning', 'intermediate-without-reason', isBlank(reason), `does not say why ${path} was made`],
        [
          'warning',
          'intermediate-undecided',
          typeof retained !== 'boolean',
          `does not say whether ${path} is kept`,
        ],
      ]),
    ),
  ];
}

const isBlank = (value: unknown): boolean => typeof value !== 'string' || value === '';
