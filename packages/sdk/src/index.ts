export { RowError } from '@parqueue/schema/rowError';
export type {
  Clip,
  EncodeInput,
  EncodeOptions,
  Interruption,
  Level,
  Recorded,
  Recording,
  RecordOptions,
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
  Unsubscribe,
  WorkerRestart,
} from './api/events.ts';
export type {
  Consent,
  Duration,
  ExportOptions,
  FlushOptions,
  FlushThreshold,
  Logger,
  LoggerMethods,
  LoggerOptions,
  StorageQuota,
  TableDoor,
  Tables,
} from './api/logger.ts';
export type { ChangeResult, CommitPlace, DeleteResult, RowHandle, RowState } from './api/row.ts';
export type { Stats, StorageStats, TableStats } from './api/stats.ts';
export { createLogger } from './entry/createLogger.ts';
