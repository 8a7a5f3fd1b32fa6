import type { StageFile } from '@parqueue/schema/presets';
import { type StageRecord, stageFolder } from '../jobs/stageRecord.ts';
import type { Finding } from './finding.ts';
import { findingsOf, placeOf } from './stageRules.ts';

/** A file that a stage gives. */
interface Given {
  readonly stage: StageRecord;
  readonly file: StageFile;
  readonly isOutput: boolean;
}

/** Whether what goes into the stages of a job came out of one, as the same file; and whether a stage is missing. */
export function flowFindings(stages: readonly StageRecord[]): Finding[] {
  const given = stages.flatMap((stage): Given[] => [
    ...stage.intermediates.map((file) => ({ stage, file, isOutput: false })),
    ...stage.outputs.map((file) => ({ stage, file, isOutput: true })),
  ]);
  const byPath = Map.groupBy(given, ({ file }) => file.path);
  return [
    ...[...byPath.values()].flatMap(givenTwice),
    ...stages.flatMap((stage) => stage.inputs.flatMap((input) => inputFindings(stage, input, byPath))),
    ...missingStages(stages),
  ];
}

function givenTwice(given: readonly Given[]): Finding[] {
  const [first, ...others] = given.filter(({ isOutput }) => isOutput);
  if (first === undefined) return [];
  return others.flatMap(({ stage, file }) =>
    findingsOf(placeOf(stage), [
      [
        'warning',
        'given-twice',
        stage !== first.stage,
        `gives ${file.path}, which ${stageFolder(first.stage)} gives as well`,
      ],
    ]),
  );
}

function inputFindings(
  stage: StageRecord,
  input: StageFile,
  byPath: ReadonlyMap<string, readonly Given[]>,
): Finding[] {
  const source = byPath.get(input.path)?.at(-1)?.file;
  // A path below the job's own folder is what a stage of the job made; others come from elsewhere.
  const isOwn = String(input.path).startsWith(`${stage.jobId}/`);
  return findingsOf(placeOf(stage), [
    [
      'error',
      'input-of-nobody',
      source === undefined && isOwn,
      `takes ${input.path}, which no stage of the job gives`,
    ],
    [
      'error',
      'digest-differs',
      differ(input.sha256, source?.sha256),
      `takes ${input.path} with another SHA-256 than it was given with`,
    ],
    [
      'error',
      'size-differs',
      differ(input.size_bytes, source?.size_bytes),
      `takes ${input.path} with ${input.size_bytes} bytes; it was given with ${source?.size_bytes}`,
    ],
  ]);
}

const isSaid = (value: unknown): boolean => value !== undefined && value !== null;
const differ = (a: unknown, b: unknown): boolean => isSaid(a) && isSaid(b) && a !== b;

const MANY_STAGES = 1_000;

function missingStages(stages: readonly StageRecord[]): Finding[] {
  const numbers = new Set(stages.flatMap(({ number }) => number ?? []));
  const last = Math.min(MANY_STAGES, Math.max(0, ...numbers));
  const missing = Array.from({ length: last }, (_, i) => i + 1).filter((number) => !numbers.has(number));
  return findingsOf(stages[0]?.jobId ?? '', [
    ['warning', 'missing-stage', missing.length > 0, `has no stage ${missing.slice(0, 5).join(', ')}`],
  ]);
}
