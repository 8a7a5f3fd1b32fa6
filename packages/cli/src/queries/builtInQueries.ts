const WINDOW = '_time >= $since::TIMESTAMPTZ AND _time < $until::TIMESTAMPTZ';

/** Queries that come with the program. Their texts are those of `.sql` files: comments say what they are for. */
export const BUILT_IN_QUERIES: readonly { readonly name: string; readonly text: string }[] = [
  {
    name: 'event-counts',
    text: `-- Events by kind.
SELECT event_type, count(*) AS n, min(_time) AS first, max(_time) AS last FROM metrics_event WHERE ${WINDOW}
GROUP BY event_type ORDER BY n DESC, event_type`,
  },
  {
    name: 'billing-check',
    text: `-- What was synthesised and so has to be paid for, against what came from the cache: a cached block is billed once.
SELECT coalesce(model_slug, '(none)') AS model_slug,
  count(*) FILTER (WHERE event_type = 'synthesis_complete') AS synthesised,
  count(*) FILTER (WHERE event_type = 'cache_hit') AS cached,
  count(DISTINCT variant_hash) FILTER (WHERE event_type = 'synthesis_complete') AS distinct_variants,
  sum(text_length) FILTER (WHERE event_type = 'synthesis_complete') AS billed_chars
FROM metrics_event WHERE ${WINDOW} AND event_type IN ('synthesis_complete', 'cache_hit')
GROUP BY ALL ORDER BY synthesised DESC, model_slug`,
  },
  {
    name: 'slowest',
    text: `-- The syntheses that took longest.
SELECT _time AS time, model_slug, voice_slug, text_length, queue_wait_ms, worker_latency_ms, total_latency_ms, request_id
FROM metrics_event WHERE ${WINDOW} AND event_type = 'synthesis_complete'
ORDER BY total_latency_ms DESC NULLS LAST, row_id LIMIT $limit::INTEGER`,
  },
  {
    name: 'daily-rows',
    text: `-- Events a day, in the zone of --tz.
SELECT strftime(time_bucket(INTERVAL '1 day', _time, $tz) AT TIME ZONE $tz, '%Y-%m-%d') AS day, count(*) AS n
FROM metrics_event WHERE ${WINDOW} GROUP BY day ORDER BY day`,
  },
  {
    name: 'errors-by-message',
    text: `-- Errors of events, by what they say.
SELECT json_extract_string(data, '$.message') AS message, count(*) AS n, min(_time) AS first, max(_time) AS last
FROM metrics_event WHERE ${WINDOW} AND event_type IN ('error', 'synthesis_error')
GROUP BY message ORDER BY n DESC, message`,
  },
];
