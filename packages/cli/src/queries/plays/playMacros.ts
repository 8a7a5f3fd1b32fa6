/**
 * The queries of a radio's log, as table macros of DuckDB by the names that they have always had. `start_date` counts, `end_date` does not; a
 * date, a time or its text does for both. Days and hours are those of `tz`.
 *
 * A play without an end counts as sounding for as long as its track is; where that is not known, until the next play.
 */
export const PLAY_MACROS: readonly string[] = [
  // What sounded within a time, without overlaps: of two plays at once, the second counts from the end of the first.
  `_covered(start_date, end_date) AS TABLE
  WITH begun AS (
    SELECT started_at, ended_at, expected_duration_seconds, lead(started_at) OVER (ORDER BY started_at, row_id) AS next_at
    FROM _plays WHERE started_at < end_date::TIMESTAMPTZ
  ), clipped AS (
    SELECT greatest(started_at, start_date::TIMESTAMPTZ) AS from_at, least(end_date::TIMESTAMPTZ, coalesce(
      ended_at, started_at + to_seconds(expected_duration_seconds), next_at, end_date::TIMESTAMPTZ)) AS to_at FROM begun
  ), apart AS (
    SELECT greatest(from_at, coalesce(max(to_at) OVER (ORDER BY from_at, to_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), from_at)) AS from_at, to_at
    FROM clipped WHERE to_at > from_at
  )
  SELECT from_at, to_at FROM apart WHERE to_at > from_at`,

  // Before the first play of all there was nothing that could have been silent.
  `_counted_from(start_date) AS (
  SELECT greatest(start_date::TIMESTAMPTZ, first_at) FROM (SELECT min(started_at) AS first_at FROM _plays) WHERE first_at IS NOT NULL)`,

  `get_play_stats(start_date, end_date) AS TABLE
  WITH sounding AS (SELECT sum(epoch(to_at) - epoch(from_at)) AS seconds FROM _covered(start_date, end_date)), counts AS (
    SELECT count(*)::BIGINT AS total_plays, count(DISTINCT track_key)::BIGINT AS unique_tracks, count(DISTINCT artist)::BIGINT AS unique_artists,
      coalesce(sum(seconds), 0)::BIGINT AS total_duration_seconds, avg(seconds) AS avg_duration_seconds,
      (count(*) FILTER (WHERE ended_at IS NOT NULL AND seconds < 0.95 * expected_duration_seconds))::BIGINT AS ended_early,
      (count(*) FILTER (WHERE had_errors))::BIGINT AS plays_with_errors, coalesce(sum(error_count), 0)::BIGINT AS total_errors,
      100.0 * count(*) FILTER (WHERE had_errors) / nullif(count(*), 0) AS error_rate, min(started_at) AS first_play, max(started_at) AS last_play
    FROM (
      SELECT *, coalesce(duration_seconds, date_diff('second', started_at, ended_at)) AS seconds FROM _plays
      WHERE started_at >= start_date::TIMESTAMPTZ AND started_at < end_date::TIMESTAMPTZ
    )
  ), counted AS (
    SELECT seconds, epoch(end_date::TIMESTAMPTZ) - epoch(_counted_from(start_date)) AS of_seconds FROM sounding
  )
  SELECT counts.* EXCLUDE (first_play, last_play),
    CASE WHEN of_seconds > 0 THEN least(100.0, 100.0 * coalesce(seconds, 0) / of_seconds)::DOUBLE END AS uptime_percent, first_play, last_play
  FROM counts, counted`,

  `get_most_played_tracks(start_date, end_date, n) AS TABLE
  SELECT coalesce(track_key, lower(concat(artist, ' - ', title))) AS track_key, arg_max(artist, started_at) AS artist, arg_max(title, started_at) AS title,
    count(*)::BIGINT AS play_count, coalesce(sum(coalesce(duration_seconds, date_diff('second', started_at, ended_at))), 0)::BIGINT AS total_duration_seconds,
    (count(*) FILTER (WHERE had_errors))::BIGINT AS plays_with_errors, max(started_at) AS last_played FROM _plays
  WHERE started_at >= start_date::TIMESTAMPTZ AND started_at < end_date::TIMESTAMPTZ
  GROUP BY 1 ORDER BY play_count DESC, track_key LIMIT n`,

  `get_hourly_play_distribution(start_date, end_date, tz := 'UTC') AS TABLE
  SELECT h::BIGINT AS hour_of_day, count(p.started_at)::BIGINT AS play_count, (count(*) FILTER (WHERE p.had_errors))::BIGINT AS plays_with_errors
  FROM range(24) r(h) LEFT JOIN (
    SELECT started_at, had_errors FROM _plays WHERE started_at >= start_date::TIMESTAMPTZ AND started_at < end_date::TIMESTAMPTZ
  ) p ON hour(p.started_at AT TIME ZONE tz) = h GROUP BY h ORDER BY h`,

  `get_uptime_by_day(start_date, end_date, tz := 'UTC') AS TABLE
  WITH days AS (
    SELECT d, greatest(d AT TIME ZONE tz, _counted_from(start_date)) AS from_at, least((d + INTERVAL 1 DAY) AT TIME ZONE tz, end_date::TIMESTAMPTZ) AS to_at
    FROM (SELECT unnest(range(date_trunc('day', _counted_from(start_date) AT TIME ZONE tz), end_date::TIMESTAMPTZ AT TIME ZONE tz, INTERVAL 1 DAY)) AS d)
  ), sounding AS (
    SELECT d, sum(epoch(least(c.to_at, days.to_at)) - epoch(greatest(c.from_at, days.from_at))) AS seconds
    FROM days JOIN _covered(start_date, end_date) c ON c.from_at < days.to_at AND c.to_at > days.from_at GROUP BY d
  ), played AS (
    SELECT date_trunc('day', started_at AT TIME ZONE tz) AS d, count(*) AS play_count, count(*) FILTER (WHERE had_errors) AS plays_with_errors
    FROM _plays WHERE started_at >= start_date::TIMESTAMPTZ AND started_at < end_date::TIMESTAMPTZ GROUP BY 1
  )
  SELECT strftime(d, '%Y-%m-%d') AS date, least(100.0, 100.0 * coalesce(seconds, 0) / (epoch(to_at) - epoch(from_at))) AS uptime_percent,
    coalesce(seconds, 0)::DOUBLE AS up_seconds, (epoch(to_at) - epoch(from_at))::DOUBLE AS counted_seconds,
    coalesce(play_count, 0)::BIGINT AS play_count, coalesce(plays_with_errors, 0)::BIGINT AS plays_with_errors
  FROM days LEFT JOIN sounding USING (d) LEFT JOIN played USING (d) ORDER BY d`,

  `get_error_summary(start_date, end_date) AS TABLE
  SELECT service, severity, count(*)::BIGINT AS error_count, (count(*) FILTER (WHERE resolved IS NOT true))::BIGINT AS unresolved_count,
    min("timestamp") AS first_seen, max("timestamp") AS last_seen FROM _errors
  WHERE "timestamp" >= start_date::TIMESTAMPTZ AND "timestamp" < end_date::TIMESTAMPTZ
  GROUP BY service, severity ORDER BY error_count DESC, service, severity`,

  `get_error_timeline(start_date, end_date, of_severity := NULL) AS TABLE
  SELECT e."timestamp", e.service, e.severity, e.message, coalesce(e.resolved, false) AS resolved, e.play_history_id, p.artist, p.title, e.row_id
  FROM _errors e LEFT JOIN _plays p ON p.row_id = e.play_history_id
  WHERE e."timestamp" >= start_date::TIMESTAMPTZ AND e."timestamp" < end_date::TIMESTAMPTZ AND (of_severity::VARCHAR IS NULL OR e.severity = of_severity::VARCHAR)
  ORDER BY e."timestamp" DESC, e.row_id DESC`,

  `get_track_history(of_artist, of_title, n := 20) AS TABLE
  SELECT * FROM _plays WHERE lower(trim(artist)) = lower(trim(of_artist::VARCHAR)) AND lower(trim(title)) = lower(trim(of_title::VARCHAR))
  ORDER BY started_at DESC, row_id DESC LIMIT n`,

  'get_recent_plays(n := 10) AS TABLE SELECT * FROM _plays ORDER BY started_at DESC, row_id DESC LIMIT n',

  `get_current_playing(at_time) AS TABLE
  SELECT *, (epoch(at_time::TIMESTAMPTZ) - epoch(started_at))::DOUBLE AS elapsed_seconds FROM _plays
  WHERE started_at <= at_time::TIMESTAMPTZ AND (ended_at IS NULL OR ended_at > at_time::TIMESTAMPTZ) ORDER BY started_at DESC, row_id DESC LIMIT 1`,

  `get_daily_summary(of_day, tz := 'UTC') AS TABLE
  SELECT strftime(of_day::DATE, '%Y-%m-%d') AS date, * FROM
    get_play_stats(of_day::DATE::TIMESTAMP AT TIME ZONE tz, (of_day::DATE::TIMESTAMP + INTERVAL 1 DAY) AT TIME ZONE tz)`,

  `get_weekly_summary(end_date) AS TABLE
  SELECT * FROM get_play_stats(end_date::TIMESTAMPTZ - INTERVAL 7 DAY, end_date)`,
];

/** What the radio's own database had as views. */
export const PLAY_VIEWS: Readonly<Record<string, string>> = {
  recent_plays: 'SELECT * FROM get_recent_plays(n := 100)',
  current_playing:
    'SELECT * FROM _plays WHERE ended_at IS NULL ORDER BY started_at DESC, row_id DESC LIMIT 1',
};
