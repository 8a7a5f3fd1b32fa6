/** What the hub was asked, for assertions: no header is kept, so no token is. */
export type LoggedRequest = {
  /** Epoch milliseconds. */
  at: number;
  method: string;
  /** With the query, without the signatures of storage links. */
  path: string;
  /** What was answered, or would have been before a fault took the answer. */
  status: number;
  durationMs: number;
  fault: string | undefined;
};

export interface RequestLog {
  entries(): readonly LoggedRequest[];
  clear(): void;
}

/** Enough for any test, and a bound for a hub that runs for weeks. */
const MAX_ENTRIES = 10_000;

export function createRequestLog(): RequestLog & { add(entry: LoggedRequest): void } {
  let kept: LoggedRequest[] = [];
  return {
    entries: () => kept,
    clear: () => {
      kept = [];
    },
    add: (entry) => {
      if (kept.length >= MAX_ENTRIES) kept = kept.slice(MAX_ENTRIES / 2);
      kept.push(entry);
    },
  };
}
