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
export { type AudioChunkRow, audioChunk } from './audioChunk.ts';
export { type ErrorContext, type ErrorLogRow, errorLog, type Severity } from './errorLog.ts';
export { type LogLevel, type LogLineRow, logLine } from './logLine.ts';
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
  type PlayEndReason,
  type PlayHistoryRow,
  type PlayMetadata,
  playHistory,
} from './playHistory.ts';
export {
  type RecitationRow,
  type RecitationSegment,
  recitation,
  type TajweedSettings,
  type VadInterval,
} from './recitation.ts';
export { type RecitationErrorRow, recitationError } from './recitationError.ts';
export {
  type StageCost,
  type StageError,
  type StageFile,
  type StageFileType,
  type StageIntermediateFile,
  type StageManifestRow,
  type StageParent,
  type StageResources,
  type StageStatus,
  type StageWarning,
  stageManifest,
} from './stageManifest.ts';
export { type SystemMetricRow, systemMetric } from './systemMetric.ts';
export {
  type Transcript,
  type TranscriptionRow,
  type TranscriptionStatus,
  type TranscriptSegment,
  transcription,
} from './transcription.ts';
