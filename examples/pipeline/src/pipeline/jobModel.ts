import { type LogLineRow, type StageManifestRow, stageManifest } from '@parqueue/sdk/presets';

/** What is known of the job at hand, from what was logged of it. */
export interface JobModel {
  readonly jobId: string | undefined;
  /** The manifests of its stages, in their order. */
  readonly stages: readonly StageManifestRow[];
  readonly lines: readonly LogLineRow[];
  /** Begins with another job. */
  begin(jobId: string): void;
  hearManifest(rowId: string, values: StageManifestRow, isChange: boolean): void;
  hearLine(line: LogLineRow): void;
}

export function createJobModel(changed: () => void): JobModel {
  let jobId: string | undefined;
  let stages = new Map<string, StageManifestRow>();
  let lines: LogLineRow[] = [];

  return {
    get jobId() {
      return jobId;
    },
    get stages() {
      return [...stages.values()];
    },
    get lines() {
      return lines;
    },
    begin(id) {
      jobId = id;
      stages = new Map();
      lines = [];
      changed();
    },
    hearManifest(rowId, values, isChange) {
      const before = stages.get(rowId);
      if (!isChange && values.job_id !== jobId) return;
      if (isChange && before === undefined) return;
      stages.set(rowId, mergeManifest(before ?? {}, values));
      changed();
    },
    hearLine(line) {
      if (line.job_id !== jobId) return;
      lines.push(line);
      changed();
    },
  };
}

/** A manifest after a change, as its table merges them. */
function mergeManifest(before: StageManifestRow, change: StageManifestRow): StageManifestRow {
  const merged = Object.entries(change).map(([column, value]) => {
    const earlier = before[column as keyof StageManifestRow];
    const isList = stageManifest.merge[column] === 'append' && Array.isArray(earlier) && Array.isArray(value);
    return [column, isList ? [...earlier, ...value] : value];
  });
  return { ...before, ...Object.fromEntries(merged) };
}
