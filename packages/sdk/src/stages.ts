export type { Artefact } from './recorders/stages/artefact.ts';
export type { ClosedStage } from './recorders/stages/closeLeft.ts';
export type { Job, JobSummary } from './recorders/stages/job.ts';
export type { ResourceSample, StageEnvironment } from './recorders/stages/stageEnvironment.ts';
export {
  createStageRecorder,
  type StageDoors,
  type StageRecorder,
  type StageRecorderOptions,
} from './recorders/stages/stageRecorder.ts';
export type {
  ManifestList,
  Stage,
  StageLog,
  StageOptions,
  StageSummary,
} from './recorders/stages/stageTypes.ts';
