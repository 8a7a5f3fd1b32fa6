import { float64, int32, json, string, timestamp } from '../table/feature.ts';
import { type Row, table } from '../table/table.ts';

/** How a stage stands. */
export type StageStatus = 'running' | 'success' | 'failed' | 'skipped';

/** What a file of a stage is. `(string & {})` lets other names through and keeps these in completion. */
export type StageFileType =
  | 'audio'
  | 'video'
  | 'transcript'
  | 'subtitle'
  | 'metadata'
  | 'segments'
  | 'config'
  | (string & {});

/** What went into a stage, or came out of it; members of its own, such as `format` or `sample_rate`, stand beside these. */
export interface StageFile {
  /** What it is. */
  readonly type: StageFileType;
  /** Where it is: `<job>/<number>_<stage>/<name>`, a name, or a URL. What has the path of an output elsewhere, is that output. */
  readonly path: string;
  /** Its size, in bytes; null where nobody knows. */
  readonly size_bytes: number | null;
  /** SHA-256 of its bytes, 64 hex digits, where they were at hand. */
  readonly sha256?: string;
  readonly [member: string]: unknown;
}

/** What a stage made on the way. */
export interface StageIntermediateFile extends StageFile {
  readonly type: 'intermediate';
  /** Whether it is kept after the stage. */
  readonly retained: boolean;
  /** Why it was made, or is kept. */
  readonly reason: string;
}

/** What went wrong in a stage. */
export interface StageError {
  /** When, ISO 8601 in UTC. */
  readonly timestamp: string;
  /** What, in words. */
  readonly message: string;
  /** Name of the exception, such as `TypeError`; null where there was none. */
  readonly exception_type: string | null;
  /** What the exception said, and what caused it; null where there was none. */
  readonly exception_detail: string | null;
}

/** What was not as it should be, and did no harm. */
export interface StageWarning {
  /** When, ISO 8601 in UTC. */
  readonly timestamp: string;
  /** What, in words. */
  readonly message: string;
}

/** What a stage used of the machine: what the platform can tell, and whatever else was said. */
export interface StageResources {
  /** Time of the processor, in percent of one core. */
  readonly cpu_percent?: number;
  /** Memory at its end, in MB (10^6 bytes). */
  readonly memory_mb?: number;
  /** The most memory that was seen, in MB. */
  readonly memory_peak_mb?: number;
  /** Whether a graphics processor took part. */
  readonly gpu_used?: boolean;
  /** Cores of the machine. */
  readonly cpu_cores?: number;
  readonly [member: string]: unknown;
}

/** What a stage depends on: another stage of its job, or one output of it. */
export interface StageParent {
  /** Its name. */
  readonly stage: string;
  /** From 1. */
  readonly stage_number: number;
  /** The output; absent where the whole stage is meant. */
  readonly path?: string;
}

/** What a stage cost. */
export interface StageCost {
  /** Calls of a service that counts them. */
  readonly calls: number;
  /** In US dollars. */
  readonly usd: number;
  /** Time that is paid for, in seconds. */
  readonly seconds: number;
}

/**
 * One stage of a job: what went in, what came out, what it was told, what it used. Written as `running` when the stage begins; what comes
 * later changes the row.
 *
 * `timestamp` is filled in when left out; `row_id` and `revision` always.
 *
 * @example
 * ```ts
 * import type { StageManifestRow } from '@parqueue/sdk/presets';
 *
 * const row: StageManifestRow = {
 *   stage: 'demux',
 *   stage_number: 1,
 *   status: 'success',
 *   duration_seconds: 4.2,
 *   inputs: [{ type: 'video', path: 'sample.mp4', size_bytes: 52_428_800, format: 'mp4' }],
 *   outputs: [{ type: 'audio', path: 'job_001/01_demux/audio.wav', size_bytes: 47_493_120, sample_rate: 16_000 }],
 *   job_id: 'job_001',
 * };
 * ```
 */
export const stageManifest = table({
  name: 'stage_manifest',
  features: {
    /** Its name, such as `demux`. */
    stage: string(),
    /** Its place in the job, from 1. */
    stage_number: int32(),
    /** When it began, UTC. */
    timestamp: timestamp(),
    /** {@link StageStatus}. */
    status: string(),
    /** How long it took, in seconds; null while it runs. */
    duration_seconds: float64(),
    /** When it ended, UTC; null while it runs. Of one that a crash cut off: when it last gave a sign. */
    completed_at: timestamp(),
    /** What went in, as JSON text. A change appends to it. */
    inputs: json<readonly StageFile[]>(),
    /** What came out, as JSON text. A change appends to it. */
    outputs: json<readonly StageFile[]>(),
    /** What was made on the way, as JSON text. A change appends to it. */
    intermediate_files: json<readonly StageIntermediateFile[]>(),
    /** What it was told, as JSON text. */
    config: json<Readonly<Record<string, unknown>>>(),
    /** What it used of the machine, as JSON text. */
    resources: json<StageResources>(),
    /** What went wrong, as JSON text. A change appends to it. */
    errors: json<readonly StageError[]>(),
    /** What was not as it should be, as JSON text. A change appends to it. */
    warnings: json<readonly StageWarning[]>(),
    /** The job that it is of. */
    job_id: string(),
    /** Whatever else there is to say of it, with what its end had to add, as JSON text. */
    metadata: json<Readonly<Record<string, unknown>>>(),
    /** What it depends on, as JSON text. A change appends to it. */
    parents: json<readonly StageParent[]>(),
    /** What it cost, as JSON text; null where nobody said. */
    cost: json<StageCost>(),
  },
  merge: {
    inputs: 'append',
    outputs: 'append',
    intermediate_files: 'append',
    errors: 'append',
    warnings: 'append',
    parents: 'append',
  },
  fill: { timestamp: 'appendedAt' },
});

/** A row of {@link stageManifest}. */
export type StageManifestRow = Row<typeof stageManifest>;
