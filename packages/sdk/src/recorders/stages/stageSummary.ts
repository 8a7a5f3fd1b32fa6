import type { StageCost, StageError, StageParent, StageStatus, StageWarning } from '@parqueue/schema/presets';

/** How a stage ended, or stands. */
export interface StageSummary {
  /** Its name. */
  readonly name: string;
  /** Its place in the job, from 1. */
  readonly number: number;
  /** How it stands. */
  readonly status: StageStatus;
  /** In seconds; so far, where it runs. */
  readonly durationS: number;
  /** What went wrong. */
  readonly errors: readonly StageError[];
  /** What was not as it should be. */
  readonly warnings: readonly StageWarning[];
  /** What it depends on. */
  readonly parents: readonly StageParent[];
  /** What it cost; undefined where nobody said. */
  readonly cost: StageCost | undefined;
}
