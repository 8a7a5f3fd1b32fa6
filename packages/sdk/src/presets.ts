export type {
  AlignedWord,
  AlignmentRow,
  AlignmentRun,
  AlignmentSegment,
  AsrModel,
  RecitationErrorRow,
  RecitationRow,
  RecitationSegment,
  SpecialSegment,
  TajweedSettings,
  VadInterval,
  WordTimestamps,
} from '@parqueue/schema/presets';
export { alignment, recitation, recitationError } from '@parqueue/schema/presets';
