export { RowError } from '@parqueue/schema';
export type { Clip, EncodeInput, Interruption, Level, Recording, RecordOptions } from './api/audio.ts';
export { type ErrorCode, ParqueueError } from './api/errors.ts';
export type { DropReason, LoggerEvents, Unsubscribe } from './api/events.ts';
export type {
  Duration,
  FlushOptions,
  Logger,
  LoggerMethods,
  LoggerOptions,
  TableDoor,
  Tables,
} from './api/logger.ts';
export type { ChangeResult, RowHandle, RowState } from './api/row.ts';
export type { Stats, TableStats } from './api/stats.ts';
export { createLogger } from './page/createLogger.ts';
