import { HubError, type HubFailure } from '../hub/hubError.ts';
import { InvalidShard } from '../parquet/invalidShard.ts';

export interface NamedFailure {
  readonly failure: HubFailure;
  readonly message: string;
}

/** What went wrong on the way to a commit, as a batch takes it. */
export function failureOf(error: unknown): NamedFailure {
  if (error instanceof HubError) return { failure: error.failure, message: error.message };
  // Of an earlier relay, whose checks were fewer: it is found among the others as one that the Hub refuses is.
  if (error instanceof InvalidShard) return { failure: { kind: 'rejected' }, message: error.message };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown failure';
  return { failure: { kind: 'unavailable' }, message };
}
