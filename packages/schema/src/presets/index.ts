export {
  type AlignedWord,
  type AlignmentRow,
  type AlignmentRun,
  type AlignmentSegment,
  type AsrModel,
  alignment,
  type SpecialSegment,
  type WordTimestamps,
} from './alignment.ts';
export { type MetricsEventRow, type MetricsEventType, metricsEvent } from './metricsEvent.ts';
export {
  type RecitationRow,
  type RecitationSegment,
  recitation,
  type TajweedSettings,
  type VadInterval,
} from './recitation.ts';
export { type RecitationErrorRow, recitationError } from './recitationError.ts';
