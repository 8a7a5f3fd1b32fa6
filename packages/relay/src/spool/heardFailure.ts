import type { HubFailure } from '../hub/hubError.ts';

/** How commits fail, as a spool without a committer hears of it. */
export interface HeardFailure {
  hear(failure: HubFailure['kind'] | null): void;
  /** Undefined when commits do not fail, or nothing was heard for long. */
  read(): HubFailure['kind'] | undefined;
}

const KEY = 'heard_failure';

/** A commit that fails is tried again, and told of, within 15 minutes. */
const VALID_MS = 20 * 60_000;

export function openHeardFailure(kv: SyncKvStorage, clock: () => number): HeardFailure {
  return {
    hear(failure) {
      if (failure === null) kv.delete(KEY);
      else kv.put(KEY, { failure, at: clock() });
    },
    read() {
      const heard = kv.get<{ failure: HubFailure['kind']; at: number }>(KEY);
      return heard === undefined || clock() - heard.at > VALID_MS ? undefined : heard.failure;
    },
  };
}
