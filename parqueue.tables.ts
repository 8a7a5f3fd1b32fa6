/** The tables of this project. The page logs to them; the relay takes their shards, and describes them in the dataset's card. */
export {
  alignment,
  audioChunk,
  errorLog,
  logLine,
  metricsEvent,
  playHistory,
  recitation,
  recitationError,
  stageManifest,
  systemMetric,
  transcription,
} from '@parqueue/schema/presets';
