import type {
  StageCost,
  StageError,
  StageManifestRow,
  StageParent,
  StageResources,
  StageStatus,
  StageWarning,
} from '@parqueue/schema/presets';
import { stageError, wordsOf } from './errorDetail.ts';
import type { JobContext } from './jobContext.ts';
import { type Manifest, NO_MANIFEST, openManifest } from './manifest.ts';
import { plainData, plainRecord } from './plainData.ts';
import { watchResources } from './resourceWatch.ts';
import type { StageSummary } from './stageSummary.ts';
import type { Members, StageOptions } from './stageTypes.ts';

/** What is known of one stage, in memory and in its manifest, without a word on any log. */
export interface StageRecord {
  readonly manifest: Manifest;
  readonly status: StageStatus;
  /** In seconds; so far, where it runs. */
  readonly durationS: number;
  /** Looks at the machine. */
  look(): void;
  dependOn(parent: StageParent | undefined): void;
  addError(message: string, thrown?: unknown): StageError;
  addWarning(message: string): void;
  setConfig(values: Members): Members;
  addConfig(name: string, value: unknown): unknown;
  addMetadata(values: Members): void;
  addCost(spent: Partial<StageCost>): void;
  addResources(values: StageResources): void;
  /** Ends it; resolves when that is stored. */
  end(as: StageStatus, extras: Members): Promise<void>;
  summary(): StageSummary;
}

export function createStageRecord(
  context: JobContext,
  name: string,
  number: number,
  options: StageOptions,
): StageRecord {
  const { environment, jobId, manifests, marks } = context;
  const { now } = environment;
  const startedAt = now();
  const startedMs = environment.monotonicMs();
  const watch = watchResources(environment.measure);
  const errors: StageError[] = [];
  const warnings: StageWarning[] = [];
  const parents: StageParent[] = [];
  let config = plainRecord(options.config ?? {});
  let metadata: Members = {};
  let resources: StageResources = {};
  let cost: StageCost | undefined;
  let status: StageStatus = 'running';
  let durationS: number | undefined;

  const about = { stage: name, stage_number: number };
  const first = { ...about, timestamp: startedAt, status, config, job_id: jobId };
  const mark = { jobId, stage: name, stageNumber: number, startedAt };
  const manifest =
    options.manifest === false ? NO_MANIFEST : openManifest({ manifests, marks, now, first, mark });
  const elapsedMs = () => environment.monotonicMs() - startedMs;

  return {
    manifest,
    get status() {
      return status;
    },
    get durationS() {
      return durationS ?? elapsedMs() / 1000;
    },
    look: watch.look,
    dependOn(parent) {
      if (parent === undefined || parent.stage_number === number) return;
      if (parents.some((one) => one.stage_number === parent.stage_number && one.path === parent.path)) return;
      parents.push(parent);
      manifest.push('parents', parent);
    },
    addError(message, thrown) {
      const error = stageError(now(), wordsOf(message), thrown);
      errors.push(error);
      manifest.push('errors', error);
      return error;
    },
    addWarning(message) {
      const warning = { timestamp: new Date(now()).toISOString(), message: wordsOf(message) };
      warnings.push(warning);
      manifest.push('warnings', warning);
    },
    setConfig(values) {
      config = plainRecord(values);
      manifest.set({ config });
      return config;
    },
    addConfig(key, value) {
      config = { ...config, [key]: plainData(value) };
      manifest.set({ config });
      return config[key];
    },
    addMetadata(values) {
      metadata = { ...metadata, ...plainRecord(values) };
      manifest.set({ metadata });
    },
    addCost(spent) {
      cost = addCosts(cost, spent);
      manifest.set({ cost });
    },
    addResources(values) {
      resources = { ...resources, ...plainRecord(values) };
      if (status !== 'running') manifest.set({ resources });
    },
    end(as, extras) {
      const durationMs = elapsedMs();
      status = as;
      durationS = Math.round(durationMs) / 1000;
      metadata = { ...metadata, ...plainRecord(extras) };
      resources = { ...watch.sum(durationMs), ...resources };
      const change: StageManifestRow = {
        ...{ status, duration_seconds: durationS, completed_at: now(), resources },
        ...(Object.keys(metadata).length > 0 && { metadata }),
      };
      return manifest.end(change);
    },
    summary: () => ({
      ...{ name, number, status, errors, warnings, parents, cost },
      durationS: durationS ?? elapsedMs() / 1000,
    }),
  };
}

/** Costs that are no numbers count for nothing. */
export function addCosts(before: StageCost | undefined, spent: Partial<StageCost>): StageCost {
  const sum = (key: keyof StageCost) =>
    (before?.[key] ?? 0) + (Number.isFinite(spent?.[key]) ? Number(spent[key]) : 0);
  return { calls: sum('calls'), usd: sum('usd'), seconds: sum('seconds') };
}
