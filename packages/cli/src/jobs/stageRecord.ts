import type {
  StageCost,
  StageError,
  StageFile,
  StageIntermediateFile,
  StageParent,
  StageResources,
  StageWarning,
} from '@parqueue/schema/presets';
import type { Database, SqlParams } from '../cache/database.ts';
import { jsonObject, jsonObjects } from '../queries/jsonColumn.ts';

/** A stage of a job: a row of `stage_manifest` as it is now. */
export interface StageRecord {
  readonly jobId: string;
  readonly stage: string;
  /** From 1; undefined where the row has none. */
  readonly number: number | undefined;
  readonly status: string;
  /** Epoch milliseconds. */
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly durationS: number | null;
  readonly inputs: readonly StageFile[];
  readonly outputs: readonly StageFile[];
  readonly intermediates: readonly StageIntermediateFile[];
  readonly config: Readonly<Record<string, unknown>> | undefined;
  readonly resources: StageResources | undefined;
  readonly errors: readonly StageError[];
  readonly warnings: readonly StageWarning[];
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
  readonly parents: readonly StageParent[];
  readonly cost: StageCost | undefined;
}

/** The stages of jobs, each job's in order, the jobs by their ids. `condition` is over columns of `stage_manifest`. */
export async function readStages(
  db: Database,
  condition: string,
  params: SqlParams = {},
): Promise<StageRecord[]> {
  const table = db.requireTable('stage_manifest');
  const rows = await db.rows(
    `SELECT * FROM stage_manifest WHERE ${condition}
     ORDER BY job_id NULLS FIRST, stage_number NULLS LAST, _time NULLS LAST${table.hasRevisions ? ', row_id' : ''}`,
    params,
  );
  return rows.map(recordOf);
}

function recordOf(row: Readonly<Record<string, unknown>>): StageRecord {
  return {
    jobId: textOf(row['job_id']),
    stage: textOf(row['stage']),
    number: typeof row['stage_number'] === 'number' ? row['stage_number'] : undefined,
    status: textOf(row['status']),
    startedAt: msOf(row['_time']),
    endedAt: msOf(row['completed_at']),
    durationS: typeof row['duration_seconds'] === 'number' ? row['duration_seconds'] : null,
    inputs: jsonObjects<StageFile>(row['inputs']),
    outputs: jsonObjects<StageFile>(row['outputs']),
    intermediates: jsonObjects<StageIntermediateFile>(row['intermediate_files']),
    config: jsonObject(row['config']),
    resources: jsonObject<StageResources>(row['resources']),
    errors: jsonObjects<StageError>(row['errors']),
    warnings: jsonObjects<StageWarning>(row['warnings']),
    metadata: jsonObject(row['metadata']),
    parents: jsonObjects<StageParent>(row['parents']),
    cost: jsonObject<StageCost>(row['cost']),
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const msOf = (value: unknown): number | undefined => (value instanceof Date ? value.getTime() : undefined);

/** `02_asr`, as the folder of a stage is called. */
export const stageFolder = ({ number, stage }: Pick<StageRecord, 'number' | 'stage'>): string =>
  `${String(number ?? 0).padStart(2, '0')}_${stage}`;
