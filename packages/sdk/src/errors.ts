export {
  createErrorRecorder,
  type ErrorDetails,
  type ErrorRecorder,
  type ErrorRecorderDoors,
  type ErrorRecorderOptions,
  type LoggedError,
  type MetricDetails,
} from './recorders/errors/errorRecorder.ts';
export { type Fingerprint, type FingerprintInput, fingerprint } from './recorders/errors/fingerprint.ts';
