/** Where work is: it began to be worked on, or it is done. */
export type LatencyMark = 'started' | 'complete';

/** The three latencies of one piece of work, in whole milliseconds; null where a mark is missing. */
export interface Latencies {
  /** From the timer's start to the mark `started`. */
  readonly queue_wait_ms: number | null;
  /** From `started` to `complete`, or until now. */
  readonly worker_latency_ms: number | null;
  /** From the timer's start to `complete`, or until now. */
  readonly total_latency_ms: number;
}

/** Measures one piece of work by a clock that is never set back. */
export interface LatencyTimer {
  /**
   * Notes that the work is so far; a mark that was set stays.
   *
   * @example
   * ```ts
   * const timer = events.timer();
   * timer.mark('started');
   * ```
   */
  mark(mark: LatencyMark): void;
  /**
   * What was measured so far, ready to be spread into an event.
   *
   * @example
   * ```ts
   * const timer = events.timer();
   * timer.mark('started');
   * events.event('synthesis_complete', { variant_hash: '9f2c', ...timer.latencies() });
   * ```
   */
  latencies(): Latencies;
  /**
   * Whole milliseconds since the start, for `duration_ms`.
   *
   * @example
   * ```ts
   * const timer = events.timer();
   * events.event('document_parse', { duration_ms: timer.elapsedMs(), data: { block_count: 12 } });
   * ```
   */
  elapsedMs(): number;
}

export function createLatencyTimer(monotonicMs: () => number): LatencyTimer {
  const at: { queued: number } & Partial<Record<LatencyMark, number>> = { queued: monotonicMs() };
  return {
    mark(mark) {
      at[mark] ??= monotonicMs();
    },
    latencies() {
      const end = at.complete ?? monotonicMs();
      return {
        queue_wait_ms: at.started === undefined ? null : wholeMs(at.queued, at.started),
        worker_latency_ms: at.started === undefined ? null : wholeMs(at.started, end),
        total_latency_ms: wholeMs(at.queued, end),
      };
    },
    elapsedMs: () => wholeMs(at.queued, monotonicMs()),
  };
}

/** Columns of milliseconds are whole numbers. */
export const wholeMs = (fromMs: number, toMs: number): number => Math.max(0, Math.round(toMs - fromMs));
