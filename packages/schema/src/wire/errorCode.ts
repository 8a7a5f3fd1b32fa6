/**
 * Every error that the relay answers, in one table.
 *
 * `retryable: false` means that the same request can never succeed: the page puts the shard among its dead letters. All else is tried
 * again for as long as it takes.
 */
export const ERRORS = {
  bad_request: { status: 400, retryable: false },
  protocol_unsupported: { status: 400, retryable: true },
  ticket_missing: { status: 401, retryable: true },
  ticket_invalid: { status: 401, retryable: true },
  ticket_expired: { status: 401, retryable: true },
  operator_refused: { status: 401, retryable: true },
  credential_refused: { status: 403, retryable: true },
  origin_refused: { status: 403, retryable: true },
  table_refused: { status: 403, retryable: true },
  /** Asking again changes nothing before the operator does; the page keeps the shard among its dead letters. */
  audio_refused: { status: 403, retryable: false },
  identity_invalid: { status: 403, retryable: true },
  not_found: { status: 404, retryable: true },
  not_dead: { status: 404, retryable: true },
  dataset_unknown: { status: 404, retryable: true },
  table_unknown: { status: 404, retryable: true },
  schema_unknown: { status: 404, retryable: true },
  schema_conflict: { status: 409, retryable: true },
  method_not_allowed: { status: 405, retryable: true },
  shard_conflict: { status: 409, retryable: false },
  row_conflict: { status: 409, retryable: false },
  /** A proxy on the way may have taken it; another network will not. */
  length_required: { status: 411, retryable: true },
  shard_too_large: { status: 413, retryable: false },
  message_too_large: { status: 413, retryable: false },
  digest_mismatch: { status: 422, retryable: true },
  shard_invalid: { status: 422, retryable: false },
  rows_invalid: { status: 422, retryable: false },
  rate_limited: { status: 429, retryable: true },
  quota_exceeded: { status: 429, retryable: true },
  internal_error: { status: 500, retryable: true },
  misconfigured: { status: 503, retryable: true },
  credential_unchecked: { status: 503, retryable: true },
  hub_unauthorized: { status: 503, retryable: true },
  spool_full: { status: 503, retryable: true },
  spools_moving: { status: 503, retryable: true },
  overloaded: { status: 503, retryable: true },
} as const satisfies Record<string, { status: number; retryable: boolean }>;

export type ErrorCode = keyof typeof ERRORS;
