import { ERRORS, type ErrorCode, type ProblemPlace } from '@parqueue/schema/wire';

/** An answer that is a Problem: thrown by whatever finds it, turned into a response in one place. */
export class RelayError extends Error {
  readonly code: ErrorCode;
  /** Seconds for `Retry-After`; 429 and 503 always carry one. */
  readonly retryAfterS: number | undefined;
  readonly place: ProblemPlace;

  constructor(
    code: ErrorCode,
    detail: string,
    options: { readonly retryAfterS?: number | undefined; readonly place?: ProblemPlace } = {},
  ) {
    super(detail);
    this.name = 'RelayError';
    this.code = code;
    this.place = options.place ?? {};
    const { status } = ERRORS[code];
    this.retryAfterS = options.retryAfterS ?? (status === 429 || status === 503 ? RETRY_AFTER_S : undefined);
  }
}

/** Long enough for a storm to pass, short enough that a page that stays open notices. */
const RETRY_AFTER_S = 30;
