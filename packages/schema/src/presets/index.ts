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
  type DataOf,
  type DisconnectData,
  type DocumentParseData,
  type ErrorData,
  type EventData,
  type EvictionData,
  type HasData,
  type MayHaveData,
  type MetricsEventFields,
  type MetricsEventKind,
  type MetricsEventName,
  type MetricsEventPayloads,
  metricsEvents,
  type WarningData,
} from './metricsEventCatalogue.ts';
export {
  type RecitationRow,
  type RecitationSegment,
  recitation,
  type TajweedSettings,
  type VadInterval,
} from './recitation.ts';
export { type RecitationErrorRow, recitationError } from './recitationError.ts';
