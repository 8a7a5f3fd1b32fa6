import type { Job, JobSummary, Stage, StageRecorder } from '@parqueue/sdk/stages';
import type { PipelineLogger } from '../pipelineLogger.ts';
import { decode, type Sound } from './decode.ts';
import type { Speech } from './findSpeech.ts';
import { detectSpeech, encode, resample, upload } from './stages.ts';

/** The stages in their order. */
export const STAGE_NAMES = ['decode', 'resample', 'vad', 'encode', 'upload'] as const;

export interface PipelineParts {
  readonly log: PipelineLogger;
  readonly stages: StageRecorder;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

export interface PipelineRun {
  readonly jobId: string;
  readonly file: File;
  /** So long each stage goes on at the least, for whoever wants to watch. */
  readonly pauseMs: number;
  /** What is heard in the file, once that is known. */
  readonly heard: (sound: Sound, speech: readonly Speech[]) => void;
  /** The rows that were logged. */
  readonly logged: (rowIds: readonly string[]) => void;
}

/** One file through the five stages. A stage that fails ends the job; the summary says which. Never rejects. */
export async function runPipeline(parts: PipelineParts, run: PipelineRun): Promise<JobSummary> {
  const job = parts.stages.job(run.jobId);
  const startedAt = parts.now();
  const step = <T>(name: (typeof STAGE_NAMES)[number], work: (stage: Stage) => Promise<T>): Promise<T> =>
    job.run(name, async (stage) => {
      if (run.pauseMs > 0) await parts.wait(run.pauseMs);
      return work(stage);
    });
  await runStages(parts, run, job, step, startedAt).catch(() => {
    // The stage that failed has said so.
  });
  const summary = await job.end();
  // The manifests themselves: whoever waits for them is the page, by its events.
  parts.log.flush().catch(() => {});
  return summary;
}

type Step = <T>(name: (typeof STAGE_NAMES)[number], work: (stage: Stage) => Promise<T>) => Promise<T>;

async function runStages(
  { log }: PipelineParts,
  { file, heard, logged }: PipelineRun,
  job: Job,
  step: Step,
  startedAt: number,
): Promise<void> {
  const decoded = await step('decode', (stage) => decode(stage, file));
  const sound = await step('resample', (stage) => resample(stage, job, decoded));
  heard(sound, []);
  const speech = await step('vad', (stage) => detectSpeech(stage, job, sound));
  heard(sound, speech);
  const clips = await step('encode', (stage) => encode(stage, job, log, sound));
  const { rowIds } = await step('upload', (stage) =>
    upload(stage, job, log, { name: file.name, startedAt, clips, speech }),
  );
  logged(rowIds);
}
