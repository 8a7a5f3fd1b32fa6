import type { Database } from '../../cache/database.ts';

/** A time that is asked about, as ISO 8601: from `start`, up to but not at `end`. */
export interface Span {
  readonly start: string;
  readonly end: string;
}

export interface PlayStats {
  readonly total_plays: number;
  readonly unique_tracks: number;
  readonly unique_artists: number;
  readonly total_duration_seconds: number;
  readonly avg_duration_seconds: number | null;
  /** Plays that ended before 95 % of their track. */
  readonly ended_early: number;
  readonly plays_with_errors: number;
  readonly total_errors: number;
  /** Per cent of the plays; null without plays. */
  readonly error_rate: number | null;
  /** Per cent of the time in which something played; null before the first play. */
  readonly uptime_percent: number | null;
  readonly first_play: Date | null;
  readonly last_play: Date | null;
}

export interface PlayedTrack {
  readonly track_key: string;
  readonly artist: string | null;
  readonly title: string | null;
  readonly play_count: number;
  readonly total_duration_seconds: number;
  readonly plays_with_errors: number;
  readonly last_played: Date;
}

export interface HourOfPlays {
  readonly hour_of_day: number;
  readonly play_count: number;
  readonly plays_with_errors: number;
}

export interface DayOfPlays {
  /** `2026-02-03`, in the zone that was asked for. */
  readonly date: string;
  readonly uptime_percent: number;
  readonly up_seconds: number;
  readonly counted_seconds: number;
  readonly play_count: number;
  readonly plays_with_errors: number;
}

export interface ErrorCount {
  readonly service: string | null;
  readonly severity: string | null;
  readonly error_count: number;
  readonly unresolved_count: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
}

/** The numbers of a time, by the macros that `definePlayMacros` made known. */
export async function readPlayStats(db: Database, { start, end }: Span): Promise<PlayStats> {
  const [row] = await db.rows<PlayStats>('SELECT * FROM get_play_stats($start, $end)', { start, end });
  if (row === undefined) throw new Error('get_play_stats gives one row');
  return row;
}

export const readTopTracks = (db: Database, { start, end }: Span, limit: number): Promise<PlayedTrack[]> =>
  db.rows('SELECT * FROM get_most_played_tracks($start, $end, $limit::BIGINT)', { start, end, limit });

export const readHours = (db: Database, { start, end }: Span, tz: string): Promise<HourOfPlays[]> =>
  db.rows('SELECT * FROM get_hourly_play_distribution($start, $end, tz := $tz)', { start, end, tz });

export const readDays = (db: Database, { start, end }: Span, tz: string): Promise<DayOfPlays[]> =>
  db.rows('SELECT * FROM get_uptime_by_day($start, $end, tz := $tz)', { start, end, tz });

export const readErrorCounts = (db: Database, { start, end }: Span): Promise<ErrorCount[]> =>
  db.rows('SELECT * FROM get_error_summary($start, $end)', { start, end });
