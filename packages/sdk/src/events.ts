export type { ConsoleOptions } from './recorders/events/bridgeConsole.ts';
export type { CaptureOptions } from './recorders/events/captureErrors.ts';
export { createEventRecorder } from './recorders/events/createEventRecorder.ts';
export { describeError } from './recorders/events/describeError.ts';
export type {
  EventArguments,
  EventHandle,
  EventInput,
  EventRecorder,
  EventRecorderOptions,
  EventText,
  OwnEvents,
  Undo,
} from './recorders/events/eventRecorder.ts';
export type { EventContext } from './recorders/events/eventRow.ts';
export type { Latencies, LatencyMark, LatencyTimer } from './recorders/events/latencyTimer.ts';
export type { LevelRoutes, LevelThreshold } from './recorders/events/logLevel.ts';
export type { SampleRates } from './recorders/events/sampleRate.ts';
export type { FetchOptions } from './recorders/events/traceFetch.ts';
export type { ConsoleLevel } from './recorders/recorderEnvironment.ts';
