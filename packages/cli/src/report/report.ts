import type {
  DayOfPlays,
  ErrorCount,
  HourOfPlays,
  PlayedTrack,
  PlayStats,
} from '../queries/plays/readPlays.ts';

/** An error that nobody has dealt with. */
export interface OpenError {
  readonly timestamp: Date;
  readonly service: string | null;
  readonly severity: string | null;
  readonly message: string | null;
}

export interface EventCount {
  readonly event_type: string | null;
  readonly event_count: number;
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
}

/** What a report says, before it is text of any kind. A part of which the dataset has no table is undefined. */
export interface Report {
  readonly title: string;
  readonly dataset: string;
  readonly tz: string;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly generatedMs: number;
  readonly syncedMs: number;
  readonly plays?: PlaysReport;
  readonly errors?: ErrorsReport;
  readonly events?: readonly EventCount[];
}

export interface PlaysReport {
  readonly stats: PlayStats;
  /** Of the same length of time before it. */
  readonly before: PlayStats;
  readonly top: readonly PlayedTrack[];
  readonly hours: readonly HourOfPlays[];
  readonly days: readonly DayOfPlays[];
}

export interface ErrorsReport {
  readonly counts: readonly ErrorCount[];
  /** The newest that are not resolved. */
  readonly open: readonly OpenError[];
}

/** Whether there is anything to say. */
export const isEmptyReport = ({ plays, errors, events }: Report): boolean =>
  (plays?.stats.total_plays ?? 0) === 0 && (errors?.counts.length ?? 0) === 0 && (events?.length ?? 0) === 0;
