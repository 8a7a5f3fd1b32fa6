import type { StageCost, StageParent, StageStatus } from '@parqueue/schema/presets';
import { artefactPath } from './artefactPath.ts';
import type { JobContext } from './jobContext.ts';
import { createStageLog, type JobLog } from './jobLog.ts';
import { beginStage, type OpenStage } from './stage.ts';
import type { StageLog } from './stageLog.ts';
import { addCosts } from './stageRecord.ts';
import type { StageSummary } from './stageSummary.ts';
import type { Stage, StageOptions } from './stageTypes.ts';
import { summaryLines } from './summaryLines.ts';

/**
 * A job: stages one after another, or beside each other.
 *
 * @example
 * ```ts
 * import { createStageRecorder } from '@parqueue/sdk/stages';
 *
 * const job = createStageRecorder({ manifests: log.manifests, lines: log.lines }).job('job_001');
 * const text = await job.run('asr', async (stage) => {
 *   stage.input(job.ref('resample', 'audio.wav'), 'audio');
 *   return 'what was heard';
 * });
 * job.log.info(text);
 * await job.end();
 * ```
 */
export interface Job {
  /** Its name. */
  readonly id: string;
  /** Lines of the whole pipeline. */
  readonly log: StageLog;
  /** Every stage so far, as it stands. */
  readonly stages: readonly StageSummary[];
  /**
   * Begins a stage; to be ended with {@link Stage.success}, {@link Stage.fail} or {@link Stage.skip}.
   *
   * @example
   * ```ts
   * const vad = job.stage('vad', { config: { threshold: 0.5 } });
   * ```
   */
  stage(name: string, options?: StageOptions): Stage;
  /**
   * Begins a stage, or takes one that was begun, does the work, and ends it whatever happens: well where it was not ended in the work, failed
   * where the work threw.
   *
   * @throws {unknown} what the work threw.
   * @example
   * ```ts
   * await job.run('upload', async (stage) => {
   *   if (!navigator.onLine) await stage.skip('No network');
   * });
   * ```
   */
  run<T>(stage: string | Stage, work: (stage: Stage) => T | Promise<T>, options?: StageOptions): Promise<T>;
  /**
   * Where an artefact of a stage is, by both names, the newest stage where several have the name. Of a stage that is not there, a warning
   * says so.
   *
   * @example
   * ```ts
   * stage.input(job.ref('decode', 'audio.wav'), 'audio');
   * ```
   */
  ref(stage: string, name: string): string;
  /**
   * Ends the job: stages that are open fail, the summary is logged. Again gives the same.
   *
   * @example
   * ```ts
   * const { status, counts } = await job.end();
   * console.log(`${status}: ${counts.success} stages went well`);
   * ```
   */
  end(): Promise<JobSummary>;
}

/**
 * What came of a job.
 *
 * @example
 * ```ts
 * const { status, firstFailed } = await job.end();
 * if (status === 'failed') console.warn(`failed first: ${firstFailed}`);
 * ```
 */
export interface JobSummary {
  /** The job. */
  readonly jobId: string;
  /** Failed where a stage is. */
  readonly status: 'success' | 'failed';
  /** In seconds. */
  readonly durationS: number;
  /** Its stages, in the order in which they began. */
  readonly stages: readonly StageSummary[];
  /** How many stages came to which end. */
  readonly counts: Readonly<Record<StageStatus, number>>;
  /** Name of the first stage that failed. */
  readonly firstFailed: string | undefined;
  /** Of all stages; undefined where none said any. */
  readonly cost: StageCost | undefined;
}

export type JobParts = Omit<JobContext, 'findStage' | 'findOutput' | 'noteOutput'>;

export function createJob(parts: JobParts): Job {
  const { jobId, environment, jobLog } = parts;
  const startedMs = environment.monotonicMs();
  const stages: OpenStage[] = [];
  const outputs = new Map<string, StageParent>();
  let ended: Promise<JobSummary> | undefined;

  const newestOf = (name: string) => stages.findLast((stage) => stage.name === name);
  const context: JobContext = {
    ...parts,
    findStage(name) {
      const found = newestOf(name);
      if (found === undefined) warn(jobLog, `There is no stage ${name} to depend on`);
      return found && { stage: found.name, stage_number: found.number };
    },
    findOutput: (path) => outputs.get(path),
    noteOutput: (path, output) => void outputs.set(path, output),
  };

  const stage = (name: string, options: StageOptions = {}): OpenStage => {
    const { number } = options;
    if (number !== undefined && !isStageNumber(number))
      warn(
        jobLog,
        `Stage ${name}: number is to be a whole number from 1 to 2147483647, not ${String(number)}`,
      );
    const begun = beginStage(context, String(name), numberOf(number, stages), options);
    stages.push(begun);
    return begun;
  };

  const end = async (): Promise<JobSummary> => {
    for (const one of stages)
      if (one.status === 'running') void one.fail('It was left open when the job ended');
    const summary = summaryOf(jobId, stages, (environment.monotonicMs() - startedMs) / 1000);
    for (const { marker, level, message } of summaryLines(summary)) jobLog.tell(marker, message, { level });
    await Promise.all(stages.map((one) => one.settled()));
    return summary;
  };

  return {
    id: jobId,
    log: createStageLog(jobLog),
    get stages() {
      return stages.map((one) => one.summary());
    },
    stage,
    async run(given, work, options) {
      const begun = typeof given === 'object' ? given : stage(given, options);
      try {
        const result = await work(begun);
        if (begun.status === 'running') await begun.success();
        return result;
      } catch (error) {
        if (begun.status === 'running') await begun.fail(error);
        throw error;
      }
    },
    ref(name, artefact) {
      const found = newestOf(name);
      if (found !== undefined) return found.ref(artefact);
      warn(jobLog, `There is no stage ${name}, of which ${artefact} was asked for`);
      return artefactPath(jobId, name, 0, artefact);
    },
    end() {
      ended ??= end();
      return ended;
    },
  };
}

const isStageNumber = (number: unknown): number is number =>
  Number.isInteger(number) && Number(number) >= 1 && Number(number) <= 2 ** 31 - 1;

/** The number that was given, or the next one; after the highest that the column holds, how many there are. */
function numberOf(given: number | undefined, stages: readonly Stage[]): number {
  if (isStageNumber(given)) return given;
  const next = stages.reduce((most, { number }) => Math.max(most, number), 0) + 1;
  return isStageNumber(next) ? next : stages.length + 1;
}

const warn = (log: JobLog, message: string): void => log.tell('warning', message, { level: 'WARNING' });

function summaryOf(jobId: string, open: readonly OpenStage[], durationS: number): JobSummary {
  const stages = open.map((one) => one.summary());
  const counts = { running: 0, success: 0, failed: 0, skipped: 0 };
  for (const { status } of stages) counts[status]++;
  const costs = stages.flatMap(({ cost }) => cost ?? []);
  return {
    ...{ jobId, durationS, stages, counts },
    status: counts.failed > 0 ? 'failed' : 'success',
    firstFailed: stages.find(({ status }) => status === 'failed')?.name,
    cost: costs.length > 0 ? costs.reduce<StageCost>(addCosts, { calls: 0, usd: 0, seconds: 0 }) : undefined,
  };
}
