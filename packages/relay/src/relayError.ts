import { ERRORS, type ErrorCode, type ProblemPlace } from '@parqueue/schema/wire';

interface RelayErrorOptions {
  readonly retryAfterS?: number | undefined;
  readonly place?: ProblemPlace;
  readonly isCounted?: boolean;
}

/** An answer that is a Problem: thrown by whatever finds it, turned into a response in one place. */
export class RelayError extends Error {
  readonly code: ErrorCode;
  /** Seconds for `Retry-After`; 429 and 503 always carry one. */
  readonly retryAfterS: number | undefined;
  readonly place: ProblemPlace;
  /** Whether a spool refused it, and has counted that. */
  readonly isCounted: boolean;

  constructor(code: ErrorCode, detail: string, options: RelayErrorOptions = {}) {
    super(detail);
    this.name = 'RelayError';
    this.code = code;
    this.place = options.place ?? {};
    this.isCounted = options.isCounted ?? false;
    const { status } = ERRORS[code];
    this.retryAfterS = options.retryAfterS ?? (status === 429 || status === 503 ? RETRY_AFTER_S : undefined);
  }
}

/** Long enough for a storm to pass, short enough that a page that stays open notices. */
const RETRY_AFTER_S = 30;
