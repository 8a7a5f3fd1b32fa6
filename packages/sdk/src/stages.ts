export type { LeftMark, OpenMarks } from './recorders/openMarks.ts';
export type { ConsoleLevel, RecorderEnvironment } from './recorders/recorderEnvironment.ts';
export type { Artefact } from './recorders/stages/artefact.ts';
export type { ClosedStage } from './recorders/stages/closeLeft.ts';
export type { Job, JobSummary } from './recorders/stages/job.ts';
export type { ResourceSample, StageEnvironment } from './recorders/stages/stageEnvironment.ts';
export type { StageLog } from './recorders/stages/stageLog.ts';
export {
  createStageRecorder,
  type StageDoors,
  type StageRecorder,
  type StageRecorderOptions,
} from './recorders/stages/stageRecorder.ts';
export type { StageSummary } from './recorders/stages/stageSummary.ts';
export type {
  AboutIntermediate,
  ManifestList,
  Members,
  Stage,
  StageOptions,
} from './recorders/stages/stageTypes.ts';
