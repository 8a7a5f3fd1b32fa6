import { withDatabase } from '../cache/withDatabase.ts';
import { CommandError, usageError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import { summarizeJobs } from '../jobs/jobSummary.ts';
import { manifestOf } from '../jobs/jobTree.ts';
import { requireJob } from '../jobs/requireJob.ts';
import { type StageRecord, stageFolder } from '../jobs/stageRecord.ts';
import { formatDuration } from '../output/formatCell.ts';
import type { CommandDefinition } from './commandDefinition.ts';

/** How a job went, stage by stage; or the manifest of one stage. */
export const jobShow: CommandDefinition = {
  name: 'show',
  summary: 'how a job went, stage by stage; with --stage, the manifest of one',
  examples: [
    ['parqueue job show job-1a2b3c', 'its stages; the first that failed is marked'],
    ['parqueue job show job-1a2b3c --stage asr --field inputs', 'what went into one stage, as JSON'],
  ],
  declare: (command) =>
    command
      .argument('<id>', 'the job, or the beginning of its id')
      .option('--stage <name>', 'the whole manifest of this stage, as JSON: inputs, outputs, config, …')
      .option('--field <name>', 'of that manifest only this'),
  run: ({ cache, out }, options, [id = '']) =>
    withDatabase(cache, async (db) => {
      const { jobId, stages } = await requireJob(db, id);
      if (options['field'] !== undefined && options['stage'] === undefined)
        throw usageError('--field: say of which stage, with --stage');
      if (typeof options['stage'] === 'string') {
        const manifest = manifestOf(requireStage(stages, jobId, options['stage']));
        out.write(`${JSON.stringify(fieldOf(manifest, options['field']), null, 2)}\n`);
        return EXIT.ok;
      }
      const [summary] = summarizeJobs(stages);
      out.show({
        sections: [
          { name: 'job', isRecord: true, rows: [{ job_id: jobId, ...summary }] },
          { name: 'stages', rows: stageRows(stages), columns: STAGE_COLUMNS, whenEmpty: 'no manifests' },
          { name: 'problems', rows: problemRows(stages), whenEmpty: 'none' },
        ],
      });
      return EXIT.ok;
    }),
};

function requireStage(stages: readonly StageRecord[], jobId: string, name: string): StageRecord {
  const found = stages.findLast((stage) => stage.stage === name || stageFolder(stage) === name);
  if (found !== undefined) return found;
  const there = stages.map(({ stage }) => stage).join(', ') || 'none';
  throw new CommandError(`${jobId} has no stage ${name}; it has ${there}`, EXIT.noData);
}

function fieldOf(manifest: Readonly<Record<string, unknown>>, field: unknown): unknown {
  if (typeof field !== 'string') return manifest;
  if (Object.hasOwn(manifest, field)) return manifest[field];
  throw usageError(`--field: a manifest has no ${field}; it has ${Object.keys(manifest).join(', ')}`);
}

const BAR_CHARS = 24;

function stageRows(stages: readonly StageRecord[]) {
  const failed = stages.find(({ status }) => status === 'failed');
  const start = Math.min(...stages.map(({ startedAt }) => startedAt ?? Number.POSITIVE_INFINITY));
  const end = Math.max(...stages.map(({ endedAt }) => endedAt ?? 0));
  return stages.map((stage) => ({
    number: stage.number ?? null,
    stage: stage.stage,
    status: stage.status,
    is_first_failed: stage === failed,
    started: stage.startedAt === undefined ? null : new Date(stage.startedAt),
    duration_s: stage.durationS,
    inputs: stage.inputs.length,
    outputs: stage.outputs.length,
    errors: stage.errors.length,
    warnings: stage.warnings.length,
    when: barOf(stage, start, end),
  }));
}

/** Where in the time of the job it lay. */
function barOf({ startedAt, endedAt }: StageRecord, start: number, end: number): string {
  if (startedAt === undefined || endedAt === undefined || !(end > start)) return '';
  const charOf = (at: number): number => Math.round(((at - start) / (end - start)) * BAR_CHARS);
  return ' '.repeat(charOf(startedAt)) + '█'.repeat(Math.max(1, charOf(endedAt) - charOf(startedAt)));
}

const STAGE_COLUMNS = [
  { key: 'number', title: '#' },
  { key: 'stage' },
  {
    key: 'status',
    format: (value: unknown, row: Readonly<Record<string, unknown>>) =>
      row['is_first_failed'] === true ? `❌ ${value}` : String(value),
  },
  { key: 'is_first_failed', isHidden: true },
  { key: 'started' },
  {
    key: 'duration_s',
    title: 'took',
    align: 'right',
    format: (value: unknown) => (typeof value === 'number' ? formatDuration(value * 1000) : '–'),
  },
  { key: 'inputs' },
  { key: 'outputs' },
  { key: 'errors' },
  { key: 'warnings' },
  { key: 'when' },
] as const;

function problemRows(stages: readonly StageRecord[]) {
  return stages.flatMap((stage) => [
    ...stage.errors.map(({ timestamp, message, exception_type, exception_detail }) => ({
      stage: stage.stage,
      kind: 'error',
      time: timeOf(timestamp),
      message,
      exception_type: exception_type ?? null,
      exception_detail: exception_detail ?? null,
    })),
    ...stage.warnings.map(({ timestamp, message }) => ({
      stage: stage.stage,
      kind: 'warning',
      time: timeOf(timestamp),
      message,
      exception_type: null,
      exception_detail: null,
    })),
  ]);
}

function timeOf(text: unknown): Date | null {
  const atMs = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? null : new Date(atMs);
}
