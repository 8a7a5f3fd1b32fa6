/** The tables of this project. The page logs to them; the relay takes their shards, and describes them in the dataset's card. */
export {
  alignment,
  errorLog,
  metricsEvent,
  playHistory,
  recitation,
  recitationError,
  systemMetric,
} from '@parqueue/schema/presets';
