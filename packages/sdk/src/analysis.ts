export type {
  RunProfile,
  RunSegment,
  RunSettings,
  SegmentWords,
  TimedWord,
} from './recorders/analysis/alignmentInput.ts';
export {
  type AddedRun,
  type AlignmentFacts,
  type AlignmentHandle,
  type AlignmentRecorder,
  type AlignmentRecorderOptions,
  createAlignmentRecorder,
  type EarlierRuns,
} from './recorders/analysis/alignmentRecorder.ts';
export {
  type Analysis,
  type AnalysisDoors,
  type AnalysisFailure,
  type AnalysisRecorder,
  type AnalysisSegment,
  type AnalysisSettings,
  createAnalysisRecorder,
} from './recorders/analysis/analysisRecorder.ts';
export { AYAH_COUNTS } from './recorders/analysis/ayahCounts.ts';
export { isUndersegmented } from './recorders/analysis/isUndersegmented.ts';
export {
  ayahSpan,
  parseQuranRef,
  type QuranPlace,
  type QuranRef,
  quranRefProblem,
} from './recorders/analysis/quranRef.ts';
export type { RunStats } from './recorders/analysis/runStats.ts';
export type { ProblemOptions } from './recorders/analysis/tellProblems.ts';
export type { ConsoleLevel, RecorderEnvironment } from './recorders/recorderEnvironment.ts';
