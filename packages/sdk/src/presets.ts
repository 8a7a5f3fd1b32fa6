export type {
  AlignedWord,
  AlignmentRow,
  AlignmentRun,
  AlignmentSegment,
  AsrModel,
  MetricsEventRow,
  MetricsEventType,
  RecitationErrorRow,
  RecitationRow,
  RecitationSegment,
  SpecialSegment,
  TajweedSettings,
  VadInterval,
  WordTimestamps,
} from '@parqueue/schema/presets';
export { alignment, metricsEvent, recitation, recitationError } from '@parqueue/schema/presets';
