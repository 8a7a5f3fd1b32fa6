import type { StageParent, stageManifest } from '@parqueue/schema/presets';
import type { TableDoor } from '../../api/logger.ts';
import type { OpenMarks } from '../openMarks.ts';
import type { JobLog } from './jobLog.ts';
import type { StageEnvironment } from './stageEnvironment.ts';

/** What the stages of a job share. */
export interface JobContext {
  readonly jobId: string;
  readonly environment: StageEnvironment;
  readonly manifests: TableDoor<typeof stageManifest>;
  readonly marks: OpenMarks;
  readonly jobLog: JobLog;
  /** The stage of a name, the newest where there are several; says so where there is none. */
  findStage(name: string): StageParent | undefined;
  /** The output of this job that has a path. */
  findOutput(path: string): StageParent | undefined;
  noteOutput(path: string, output: StageParent): void;
}
