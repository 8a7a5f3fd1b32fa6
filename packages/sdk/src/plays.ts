export type { LeftMark, OpenMarks } from './recorders/openMarks.ts';
export { createPlayRecorder } from './recorders/plays/createPlayRecorder.ts';
export type {
  PlayDoor,
  PlayEnd,
  PlayHandle,
  PlayRecorder,
  PlayRecorderOptions,
  PlayTrack,
} from './recorders/plays/playRecorder.ts';
export { trackKey } from './recorders/plays/trackKey.ts';
export { type MediaFailure, type WatchMediaOptions, watchMedia } from './recorders/plays/watchMedia.ts';
