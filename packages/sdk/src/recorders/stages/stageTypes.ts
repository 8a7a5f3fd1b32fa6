import type {
  StageCost,
  StageError,
  StageFileType,
  StageManifestRow,
  StageParent,
  StageResources,
  StageStatus,
  StageWarning,
} from '@parqueue/schema/presets';
import type { RowHandle } from '../../api/row.ts';
import type { Artefact } from './artefact.ts';

type Members = Readonly<Record<string, unknown>>;

/**
 * The lines of a stage or of the whole job. Each is one row of the table of lines, and is printed. What goes with a line may be anything:
 * what JSON has no form for is put into words.
 *
 * @example
 * ```ts
 * import type { StageLog } from '@parqueue/sdk/stages';
 *
 * declare const lines: StageLog;
 * lines.info('Successfully extracted audio: 45.3 MB', { sample_rate: 16_000 });
 * lines.output('ffmpeg', 'Stream #0:0: Audio: pcm_s16le');
 * ```
 */
export interface StageLog {
  /** A detail: in the log of the stage alone. */
  debug(message: string, data?: unknown): void;
  /** Progress: in the log of the stage and in that of the pipeline, as are warnings and errors. */
  info(message: string, data?: unknown): void;
  warn(message: string, data?: unknown): void;
  error(message: string, data?: unknown): void;
  /** What a tool wrote, each line of it as a detail. */
  output(tool: string, text: string): void;
}

/**
 * How a stage is.
 *
 * @example
 * ```ts
 * import type { StageOptions } from '@parqueue/sdk/stages';
 *
 * const options: StageOptions = { manifest: true, level: 'INFO', dependsOn: ['decode'], config: { sample_rate: 16_000 } };
 * ```
 */
export interface StageOptions {
  /** Whether it has a manifest. Default true. */
  readonly manifest?: boolean;
  /** From which level its lines are kept. Default `DEBUG`: all. */
  readonly level?: 'DEBUG' | 'INFO';
  /** Its place in the job, from 1. Default: the next one. */
  readonly number?: number;
  /** Names of stages that it depends on. What takes an output of another stage as its input depends on that one anyway. */
  readonly dependsOn?: readonly string[];
  /** What it is told, as {@link Stage.setConfig} takes it. */
  readonly config?: Members;
}

/**
 * One stage of a job. Nothing here throws, and nothing waits: what is told of a stage is in its manifest when {@link Stage.success} and
 * its like resolve. What is told after the end is in the manifest all the same, with a warning.
 *
 * @example
 * ```ts
 * import type { Job } from '@parqueue/sdk/stages';
 *
 * declare const job: Job;
 * const stage = job.stage('resample', { config: { sample_rate: 16_000 } });
 * stage.input(job.ref('decode', 'audio.wav'), 'audio');
 * stage.output({ path: stage.ref('audio.wav'), data: new Uint8Array(320) }, 'audio', { channels: 1 });
 * await stage.success({ frames: 160 });
 * ```
 */
export interface Stage {
  readonly name: string;
  /** Its place in the job, from 1. */
  readonly number: number;
  readonly status: StageStatus;
  /** The row of its manifest; undefined where it has none. */
  readonly manifest: RowHandle<StageManifestRow, ManifestList> | undefined;
  /** Its lines. */
  readonly log: StageLog;
  /** Where an artefact of this stage is, by its name: `job_001/01_decode/audio.wav`. */
  ref(name: string): string;
  /** Something that goes in. Of bytes, size and SHA-256 are found out. `members` stand beside them, such as `{ format: 'wav' }`. */
  input(artefact: Artefact, type: StageFileType, members?: Members): void;
  /** Something that comes out. */
  output(artefact: Artefact, type: StageFileType, members?: Members): void;
  /** Something made on the way: whether it is kept, and why. */
  intermediate(
    artefact: Artefact,
    about: { readonly retained: boolean; readonly reason: string } & Members,
  ): void;
  /** What the stage is told; takes the place of what it was told before. */
  setConfig(values: Members): void;
  /** One more thing that it is told. */
  addConfig(name: string, value: unknown): void;
  /** Whatever else there is to say; names that were said before have the new value. */
  metadata(values: Members): void;
  /** Something went wrong: in the manifest, with what `thrown` and its causes say, and as a line. The stage goes on. */
  error(message: string, thrown?: unknown): void;
  /** Something is not as it should be: in the manifest, and as a line. */
  warn(message: string): void;
  /** What something cost; all costs of a stage add up. */
  cost(spent: Partial<StageCost>): void;
  /** What it used of the machine that nobody can find out, such as `{ gpu_used: true }`. */
  resources(values: StageResources): void;
  /** Ends it well. `extras` come to its metadata. */
  success(extras?: Members): Promise<void>;
  /** Ends it as failed: in words, or as what was thrown. */
  fail(problem: unknown, extras?: Members): Promise<void>;
  /** Ends it as passed over, and why. */
  skip(reason: string, extras?: Members): Promise<void>;
}

/** Lists of a manifest, which grow. */
export type ManifestList = 'inputs' | 'outputs' | 'intermediate_files' | 'errors' | 'warnings' | 'parents';

/** How a stage ended, or stands. */
export interface StageSummary {
  readonly name: string;
  readonly number: number;
  readonly status: StageStatus;
  /** In seconds; so far, where it runs. */
  readonly durationS: number;
  readonly errors: readonly StageError[];
  readonly warnings: readonly StageWarning[];
  readonly parents: readonly StageParent[];
  readonly cost: StageCost | undefined;
}
