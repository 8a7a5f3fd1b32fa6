import type { StageRecord } from './stageRecord.ts';

/** How a job went, from its stages. */
export interface JobSummary {
  readonly job_id: string;
  /** `failed` where any stage is, else `running` where any is, else `skipped` where all are, else `success`. */
  readonly status: 'failed' | 'running' | 'skipped' | 'success';
  readonly started: Date | null;
  /** Null while it runs. */
  readonly ended: Date | null;
  /** From the first begin to the last end, in seconds; null while it runs. */
  readonly duration_s: number | null;
  readonly stages: number;
  /** The first stage that failed. */
  readonly failed_stage: string | null;
  /** What it said first. */
  readonly failed_message: string | null;
  readonly errors: number;
  readonly warnings: number;
  /** What its stages cost together, in US dollars; null where none said. */
  readonly usd: number | null;
}

/** One summary a job, in the order in which the stages come. */
export function summarizeJobs(stages: readonly StageRecord[]): JobSummary[] {
  return [...Map.groupBy(stages, ({ jobId }) => jobId)].map(([jobId, own]) => summarize(jobId, own));
}

function summarize(jobId: string, stages: readonly StageRecord[]): JobSummary {
  const failed = stages.find(({ status }) => status === 'failed');
  const status = statusOf(stages);
  const begins = stages.flatMap(({ startedAt }) => startedAt ?? []);
  const ends = stages.flatMap(({ endedAt }) => endedAt ?? []);
  const start = begins.length > 0 ? Math.min(...begins) : undefined;
  const isOver = stages.every((stage) => stage.status !== 'running');
  const end = isOver && ends.length > 0 ? Math.max(...ends) : undefined;
  const costs = stages.flatMap(({ cost }) => (typeof cost?.usd === 'number' ? cost.usd : []));
  return {
    job_id: jobId,
    status,
    started: start === undefined ? null : new Date(start),
    ended: end === undefined ? null : new Date(end),
    duration_s: start === undefined || end === undefined ? null : (end - start) / 1000,
    stages: stages.length,
    failed_stage: failed?.stage ?? null,
    failed_message: failed?.errors[0]?.message ?? null,
    errors: countOf(stages, 'errors'),
    warnings: countOf(stages, 'warnings'),
    // Sums of decimals have a tail; six digits are enough for any price.
    usd: costs.length === 0 ? null : Math.round(costs.reduce((sum, usd) => sum + usd, 0) * 1e6) / 1e6,
  };
}

const countOf = (stages: readonly StageRecord[], key: 'errors' | 'warnings'): number =>
  stages.reduce((sum, stage) => sum + stage[key].length, 0);

function statusOf(stages: readonly StageRecord[]): JobSummary['status'] {
  if (stages.some(({ status }) => status === 'failed')) return 'failed';
  if (stages.some(({ status }) => status === 'running')) return 'running';
  return stages.every(({ status }) => status === 'skipped') ? 'skipped' : 'success';
}
