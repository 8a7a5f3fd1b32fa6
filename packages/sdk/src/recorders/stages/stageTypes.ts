import type {
  StageCost,
  StageFileType,
  StageManifestRow,
  StageResources,
  StageStatus,
} from '@parqueue/schema/presets';
import type { RowHandle } from '../../api/row.ts';
import type { Artefact } from './artefact.ts';
import type { StageLog } from './stageLog.ts';

/** Values by name, of any kind: what JSON has no form for is put into words. */
export type Members = Readonly<Record<string, unknown>>;

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
  /** Names of stages that it depends on. Default: those whose outputs it takes as its inputs, which are added anyway. */
  readonly dependsOn?: readonly string[];
  /** What it is told, as {@link Stage.setConfig} takes it. Default: nothing. */
  readonly config?: Members;
}

/** Lists of a manifest, which grow. */
export type ManifestList = 'inputs' | 'outputs' | 'intermediate_files' | 'errors' | 'warnings' | 'parents';

/**
 * What is said of an intermediate file; members of its own, such as `size_bytes`, stand beside these.
 *
 * @example
 * ```ts
 * import type { AboutIntermediate } from '@parqueue/sdk/stages';
 *
 * const about: AboutIntermediate = { retained: false, reason: 'Temporary processing file' };
 * ```
 */
export interface AboutIntermediate {
  /** Whether it is kept after the stage. */
  readonly retained: boolean;
  /** Why it was made, or is kept. */
  readonly reason: string;
  readonly [member: string]: unknown;
}

/**
 * One stage of a job. Nothing here throws, and nothing waits: what was told of a stage is stored when {@link Stage.success} and its like
 * resolve. What is told after the end is in the manifest all the same, with a warning.
 *
 * @example
 * ```ts
 * const resample = job.stage('resample', { config: { sample_rate: 16_000 } });
 * resample.input(job.ref('decode', 'audio.wav'), 'audio');
 * resample.output({ path: resample.ref('audio.wav'), data: new Uint8Array(320) }, 'audio', { channels: 1 });
 * await resample.success({ frames: 160 });
 * ```
 */
export interface Stage {
  /** As it was given. */
  readonly name: string;
  /** Its place in the job, from 1. */
  readonly number: number;
  /** How it stands. */
  readonly status: StageStatus;
  /** The row of its manifest; undefined where it has none. */
  readonly manifest: RowHandle<StageManifestRow, ManifestList> | undefined;
  /** Its lines. */
  readonly log: StageLog;
  /**
   * Where an artefact of this stage is, by its name: `job_001/01_decode/audio.wav`.
   *
   * @example
   * ```ts
   * const path = stage.ref('audio.wav');
   * ```
   */
  ref(name: string): string;
  /**
   * Something that goes in. Of bytes, size and SHA-256 are found out. `members` stand beside them.
   *
   * @example
   * ```ts
   * stage.input(new File(['…'], 'sample.mp3'), 'audio', { format: 'mp3' });
   * stage.input(job.ref('decode', 'audio.wav'), 'audio');
   * ```
   */
  input(artefact: Artefact, type: StageFileType, members?: Members): void;
  /**
   * Something that comes out, as {@link Stage.input} takes it. A stage that has its path as an input depends on this one.
   *
   * @example
   * ```ts
   * stage.output({ path: stage.ref('segments.json'), data: new Blob(['[]']) }, 'segments', { segments: 0 });
   * ```
   */
  output(artefact: Artefact, type: StageFileType, members?: Members): void;
  /**
   * Something made on the way: whether it is kept, and why.
   *
   * @example
   * ```ts
   * stage.intermediate('model_cache.bin', { retained: true, reason: 'Model cache for faster runs' });
   * ```
   */
  intermediate(artefact: Artefact, about: AboutIntermediate): void;
  /**
   * What the stage is told; takes the place of what it was told before.
   *
   * @example
   * ```ts
   * stage.setConfig({ model: 'whisper-large-v3', batch_size: 16 });
   * ```
   */
  setConfig(values: Members): void;
  /**
   * One more thing that it is told.
   *
   * @example
   * ```ts
   * stage.addConfig('language', 'ar');
   * ```
   */
  addConfig(name: string, value: unknown): void;
  /**
   * Whatever else there is to say; names that were said before have the new value.
   *
   * @example
   * ```ts
   * stage.metadata({ language_detected: 'ar' });
   * ```
   */
  metadata(values: Members): void;
  /**
   * Something went wrong: in the manifest, with what `thrown` and its causes say, and as a line. The stage goes on.
   *
   * @example
   * ```ts
   * stage.error('One segment failed', new RangeError('too long'));
   * ```
   */
  error(message: string, thrown?: unknown): void;
  /**
   * Something is not as it should be: in the manifest, and as a line.
   *
   * @example
   * ```ts
   * stage.warn('Using default configuration');
   * ```
   */
  warn(message: string): void;
  /**
   * What something cost; all costs of a stage add up.
   *
   * @example
   * ```ts
   * stage.cost({ calls: 1, usd: 0.006, seconds: 2.5 });
   * ```
   */
  cost(spent: Partial<StageCost>): void;
  /**
   * What it used of the machine that nobody can find out.
   *
   * @example
   * ```ts
   * stage.resources({ gpu_used: true });
   * ```
   */
  resources(values: StageResources): void;
  /**
   * Ends it well; resolves when that is stored. `extras` come to its metadata.
   *
   * @example
   * ```ts
   * await stage.success({ segments_processed: 12, model_version: '1.0' });
   * ```
   */
  success(extras?: Members): Promise<void>;
  /**
   * Ends it as failed: in words, or as what was thrown.
   *
   * @example
   * ```ts
   * await stage.fail('Model loading failed');
   * ```
   */
  fail(problem: unknown, extras?: Members): Promise<void>;
  /**
   * Ends it as passed over, and why.
   *
   * @example
   * ```ts
   * await stage.skip('Feature disabled by user');
   * ```
   */
  skip(reason: string, extras?: Members): Promise<void>;
}
