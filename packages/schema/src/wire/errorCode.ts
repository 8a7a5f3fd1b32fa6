/**
 * Every error that the relay answers, in one table.
 *
 * `retryable: false` means that the same request can never succeed: the page puts the shard among its dead letters. All else is tried
 * again for as long as it takes.
 */
export const ERRORS = {
  bad_request: { status: 400, retryable: false, title: 'The request is malformed' },
  protocol_unsupported: {
    status: 400,
    retryable: true,
    title: 'The relay does not speak this protocol version',
  },
  ticket_missing: { status: 401, retryable: true, title: 'A ticket is needed' },
  ticket_invalid: { status: 401, retryable: true, title: 'The ticket is not valid' },
  ticket_expired: { status: 401, retryable: true, title: 'The ticket has expired' },
  operator_refused: { status: 401, retryable: true, title: 'The operator’s secret is needed' },
  credential_refused: { status: 403, retryable: true, title: 'The credential gives no ticket' },
  origin_refused: { status: 403, retryable: true, title: 'Pages of this origin may not send' },
  table_refused: { status: 403, retryable: true, title: 'The ticket is not for this table' },
  /** Asking again changes nothing before the operator does; the page keeps the shard among its dead letters. */
  audio_refused: { status: 403, retryable: false, title: 'The relay takes no audio' },
  identity_invalid: { status: 403, retryable: true, title: 'The identity proof is not valid' },
  not_found: { status: 404, retryable: true, title: 'No such route' },
  not_dead: { status: 404, retryable: true, title: 'The shard is none of the dead letters' },
  dataset_unknown: { status: 404, retryable: true, title: 'The relay does not serve this dataset' },
  table_unknown: { status: 404, retryable: true, title: 'The relay does not know this table' },
  schema_unknown: {
    status: 404,
    retryable: true,
    title: 'The relay does not know this version of the table',
  },
  schema_conflict: {
    status: 409,
    retryable: true,
    title: 'This version of the table cannot stand beside those that the dataset has',
  },
  method_not_allowed: { status: 405, retryable: true, title: 'The route does not take this method' },
  shard_conflict: { status: 409, retryable: false, title: 'The shard is known with other bytes' },
  row_conflict: { status: 409, retryable: false, title: 'A row is known with other content' },
  /** A proxy on the way may have taken it; another network will not. */
  length_required: { status: 411, retryable: true, title: 'Content-Length is needed' },
  shard_too_large: { status: 413, retryable: false, title: 'The shard is too large' },
  message_too_large: { status: 413, retryable: false, title: 'The message is too large' },
  digest_mismatch: { status: 422, retryable: true, title: 'The bytes do not match their digest' },
  shard_invalid: { status: 422, retryable: false, title: 'The shard is not a file of this table' },
  rows_invalid: { status: 422, retryable: false, title: 'A line is not a row of this table' },
  rate_limited: { status: 429, retryable: true, title: 'Too many requests' },
  quota_exceeded: { status: 429, retryable: true, title: 'The quota is used up' },
  internal_error: { status: 500, retryable: true, title: 'The relay failed' },
  misconfigured: { status: 503, retryable: true, title: 'The relay is not configured' },
  credential_unchecked: { status: 503, retryable: true, title: 'The credential cannot be checked now' },
  hub_unauthorized: { status: 503, retryable: true, title: 'The Hub refuses the relay’s token' },
  spool_full: { status: 503, retryable: true, title: 'The relay holds all it can' },
  spools_moving: { status: 503, retryable: true, title: 'The relay is changing the number of its spools' },
  overloaded: { status: 503, retryable: true, title: 'The relay is busy' },
} as const satisfies Record<string, { status: number; retryable: boolean; title: string }>;

export type ErrorCode = keyof typeof ERRORS;
