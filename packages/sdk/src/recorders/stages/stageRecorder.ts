import type { LogLevel, logLine, stageManifest } from '@parqueue/schema/presets';
import type { TableDoor } from '../../api/logger.ts';
import { pageMarks } from '../../browser/pageMarks.ts';
import { stagePlatform } from '../../browser/stagePlatform.ts';
import type { OpenMarks } from '../openMarks.ts';
import { type ClosedStage, closeLeft } from './closeLeft.ts';
import { createJob, type Job } from './job.ts';
import { createJobLog, type JobLog } from './jobLog.ts';
import type { StageEnvironment } from './stageEnvironment.ts';

/**
 * The tables that a stage recorder writes to.
 *
 * @example
 * ```ts
 * import type { StageDoors } from '@parqueue/sdk/stages';
 *
 * const doors: StageDoors = { manifests: log.manifests, lines: log.lines };
 * ```
 */
export interface StageDoors {
  /** Of a table `stageManifest`. */
  readonly manifests: TableDoor<typeof stageManifest>;
  /** Of a table `logLine`. */
  readonly lines: TableDoor<typeof logLine>;
}

/**
 * How a stage recorder is. All may be left out.
 *
 * @example
 * ```ts
 * import type { StageRecorderOptions } from '@parqueue/sdk/stages';
 *
 * const options: StageRecorderOptions = { console: 'WARNING', emoji: false, where: 'https://huggingface.co/datasets/me/runs' };
 * ```
 */
export interface StageRecorderOptions {
  /** From which level lines are printed on the console too. Default `INFO`. */
  readonly console?: LogLevel | 'off';
  /** Whether lines of the pipeline have emoji before them, also in the table. Default true. */
  readonly emoji?: boolean;
  /** Where people see all this, such as the address of the dataset or its dashboard: said when a job begins. Default: nothing is said. */
  readonly where?: string;
  /** What is open over a crash. Default: kept by the browser, under the name `stages`; recorders of several datasets need a name each. */
  readonly marks?: OpenMarks;
  /** Clock, ids, console, digests. Default: those of the platform. */
  readonly environment?: StageEnvironment;
}

/**
 * Records what the stages of a pipeline take in, give out, are told and use, with their lines.
 *
 * @example
 * ```ts
 * import { createStageRecorder, type StageRecorder } from '@parqueue/sdk/stages';
 *
 * const stages: StageRecorder = createStageRecorder({ manifests: log.manifests, lines: log.lines });
 * for (const { jobId, stage } of await stages.closeLeft()) console.warn(`${stage} of ${jobId} was cut off`);
 * ```
 */
export interface StageRecorder {
  /**
   * Begins a job, and says so in its log. Before that, once, what an earlier page left open is closed.
   *
   * @param id its name; a new UUID when left out.
   * @example
   * ```ts
   * import { createStageRecorder } from '@parqueue/sdk/stages';
   *
   * const job = createStageRecorder({ manifests: log.manifests, lines: log.lines }).job('job_001');
   * ```
   */
  job(id?: string): Job;
  /**
   * Closes, as failed, what earlier pages or processes left open: crashed, closed or navigated away. Again gives the same. Never rejects.
   *
   * @example
   * ```ts
   * import { createStageRecorder } from '@parqueue/sdk/stages';
   *
   * const closed = await createStageRecorder({ manifests: log.manifests, lines: log.lines }).closeLeft();
   * console.log(closed.map(({ stage, status }) => `${stage}: ${status}`));
   * ```
   */
  closeLeft(): Promise<readonly ClosedStage[]>;
}

/**
 * Makes a stage recorder over two tables of a logger: `stageManifest` and `logLine` of the presets. It does nothing until a job begins.
 *
 * @example
 * ```ts
 * import { createStageRecorder } from '@parqueue/sdk/stages';
 *
 * const stages = createStageRecorder({ manifests: log.manifests, lines: log.lines }, { emoji: false });
 * const job = stages.job('job_001');
 * await job.run('decode', async (stage) => {
 *   stage.input('sample.mp3', 'audio');
 *   stage.output({ path: stage.ref('audio.wav'), data: new ArrayBuffer(44) }, 'audio', { format: 'wav' });
 * });
 * await job.end();
 * ```
 */
export function createStageRecorder(doors: StageDoors, options: StageRecorderOptions = {}): StageRecorder {
  const { console: consoleLevel = 'INFO', emoji: hasEmoji = true, where } = options;
  const { environment = stagePlatform(), marks = pageMarks('stages') } = options;
  const parts = { ...doors, environment, marks, consoleLevel, hasEmoji };
  let closed: Promise<readonly ClosedStage[]> | undefined;

  const closeOnce = () => {
    closed ??= closeLeft(parts);
    return closed;
  };

  return {
    job(id = environment.newId()) {
      const jobId = String(id);
      void closeOnce();
      const jobLog = createJobLog({ ...parts, jobId });
      tellBeginning(jobLog, jobId, where);
      return createJob({ jobId, environment, manifests: doors.manifests, marks, jobLog });
    },
    closeLeft: closeOnce,
  };
}

const RULE = '='.repeat(80);

/** The first lines of a job: what it is, and where all is to be found. */
function tellBeginning({ write, tell }: JobLog, jobId: string, where: string | undefined): void {
  const line = (message: string) => write({ level: 'INFO', logger: 'pipeline', message });
  line(RULE);
  line(`JOB ${jobId}`);
  line(RULE);
  tell('about', 'Pipeline log: table log_line, every line of this job from INFO on');
  tell('about', 'Stage logs: table log_line, every line with the name of the stage');
  tell('about', 'Stage manifests: table stage_manifest, one row a stage');
  if (where !== undefined) tell('about', `To be seen at ${where}`);
}
