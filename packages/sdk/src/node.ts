import './node/domTypes.ts';

export { RowError } from '@parqueue/schema/rowError';
export type {
  Clip,
  EncodeOptions,
} from './api/audio.ts';
export type {
  BrowserFeatures,
  DiagnosedEvent,
  DiagnosedPause,
  DiagnosedShard,
  Diagnosis,
  EngineDiagnosis,
} from './api/diagnosis.ts';
export { type ErrorCause, type ErrorCode, ParqueueError } from './api/errors.ts';
export type {
  AudioGap,
  Degradation,
  DropReason,
  Failure,
  LoggerEvents,
  QuotaReached,
  RecordingRecovered,
  RecordingUntaken,
  RetryNotice,
  RowsAccepted,
  RowsCommitted,
  RowsDropped,
  RowsStored,
  ShardProgress,
  StorageRestored,
  Unsubscribe,
  WorkerRestart,
} from './api/events.ts';
export type { FlushOptions, Logger, LoggerMethods, TableDoor } from './api/logger.ts';
export type {
  Consent,
  Duration,
  FlushThreshold,
  StorageQuota,
  Tables,
} from './api/loggerOptions.ts';
export type {
  DatasetFolder,
  DecodedAudio,
  NodeDestination,
  NodeEncodeInput,
  NodeExportOptions,
  NodeLogger,
  NodeLoggerMethods,
  NodeLoggerOptions,
  NodeOptions,
} from './api/node.ts';
export type { ChangeResult, CommitPlace, DeleteResult, RowHandle, RowState } from './api/row.ts';
export type { Stats, StorageStats, TableStats } from './api/stats.ts';
export { createLogger } from './node/createLogger.ts';
export { decodeAudio } from './node/decodeFile.ts';
export { folderMarks } from './node/folderMarks.ts';
export type { LeftMark, OpenMarks } from './recorders/openMarks.ts';
