import { withDatabase } from '../cache/withDatabase.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { type JobSummary, summarizeJobs } from '../jobs/jobSummary.ts';
import { readStages, type StageRecord } from '../jobs/stageRecord.ts';
import { stageTimes } from '../jobs/stageTimes.ts';
import { formatDuration } from '../output/formatCell.ts';
import { explainEmpty } from '../queries/explainEmpty.ts';
import { rowCondition } from '../queries/rowFilter.ts';
import type { CommandContext, CommandDefinition } from './commandDefinition.ts';

const ROWS = 50;

/** Jobs of a pipeline, the newest first. */
export const jobs: CommandDefinition = {
  name: 'jobs',
  summary: 'jobs of a pipeline: how they ended, which stage failed first, what they cost',
  examples: [
    ['parqueue jobs --failed --days 7', 'what failed in a week, and where'],
    ['parqueue jobs --by-stage', 'how long each stage takes: median and 95 %, and the last time'],
  ],
  declare: (command) =>
    command
      .option('--failed', 'only those of which a stage failed')
      .option('--by-stage', 'the stages of these jobs, each with its times, in place of the jobs'),
  run: (context, options) =>
    withDatabase(context.cache, async (db) => {
      const { talk, window, filters, config } = context;
      const table = db.requireTable('stage_manifest');
      const { sql, params } = rowCondition(table, window, filters);
      // A job is asked for when one of its stages is; what is told of it is told of all its stages.
      const stages = await readStages(
        db,
        `coalesce(job_id, '') IN (SELECT coalesce(job_id, '') FROM stage_manifest WHERE ${sql})`,
        params,
      );
      if (stages.length === 0) talk.info(await explainEmpty(db, table, { window, filters, tz: config.tz }));
      const all = summarizeJobs(stages).sort(newestFirst);
      const wanted = options['failed'] === true ? all.filter(({ status }) => status === 'failed') : all;
      if (wanted.length < all.length && wanted.length === 0)
        talk.info(`None of the ${all.length} jobs failed; --failed removed them all.`);
      return options['byStage'] === true ? showStages(context, wanted, stages) : showJobs(context, wanted);
    }),
};

function showJobs({ out, talk, limit }: CommandContext, wanted: readonly JobSummary[]): ExitCode {
  const rows = wanted.slice(0, limit ?? ROWS).map((summary) => ({ ...summary }));
  if (rows.length < wanted.length)
    talk.info(`${rows.length} of ${wanted.length} jobs; --limit ${wanted.length} shows them all.`);
  out.show({ name: 'jobs', rows, columns: JOB_COLUMNS, whenEmpty: 'no jobs' });
  return rows.length === 0 ? EXIT.noData : EXIT.ok;
}

function showStages(
  { out }: CommandContext,
  jobs: readonly JobSummary[],
  stages: readonly StageRecord[],
): ExitCode {
  const ids = new Set(jobs.map(({ job_id }) => job_id));
  const rows = stageTimes(stages.filter(({ jobId }) => ids.has(jobId))).map((times) => ({ ...times }));
  out.show({ name: 'stages', rows, columns: TIMES_COLUMNS, whenEmpty: 'no stages' });
  return rows.length === 0 ? EXIT.noData : EXIT.ok;
}

const TIMES_COLUMNS = [
  { key: 'stage' },
  { key: 'runs' },
  { key: 'failed' },
  { key: 'p50_s' },
  { key: 'p95_s' },
  { key: 'last_s' },
  {
    key: 'last_over_median',
    title: 'last over median',
    align: 'right',
    format: (value: unknown) =>
      typeof value === 'number' ? `${value < 0 ? '' : '+'}${Math.round(value * 100)} %` : '–',
  },
  { key: 'usd' },
] as const;

const newestFirst = (a: JobSummary, b: JobSummary): number =>
  (b.started?.getTime() ?? 0) - (a.started?.getTime() ?? 0) || (a.job_id < b.job_id ? -1 : 1);

const secondsText = (value: unknown): string =>
  typeof value === 'number' ? formatDuration(value * 1000) : '–';

const JOB_COLUMNS = [
  { key: 'started' },
  { key: 'job_id', title: 'job' },
  { key: 'status' },
  { key: 'duration_s', title: 'took', align: 'right', format: secondsText },
  { key: 'stages' },
  { key: 'failed_stage', title: 'failed in' },
  { key: 'failed_message', title: 'because' },
  { key: 'errors' },
  { key: 'warnings' },
  { key: 'usd' },
  { key: 'ended', isHidden: true },
] as const;
