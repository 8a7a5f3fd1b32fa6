import type { RowState } from '../api/row.ts';

/** A step of a row's life after it was stored, or the reason why there will be no more. */
export type RowStep = Extract<RowState, { kind: 'accepted' | 'committed' }> | Error;

/** Who waits for which row. Rows that nobody waits for cost nothing. */
export interface RowSteps {
  /** Calls back at each step of the row; the returned function stops that. */
  on(rowId: string, listener: (step: RowStep) => void): () => void;
  tell(rowIds: readonly string[], step: RowStep): void;
  /** Nobody will hear of any row again. */
  end(reason: Error): void;
}

export function createRowSteps(): RowSteps {
  const waiting = new Map<string, Set<(step: RowStep) => void>>();

  function tell(rowIds: readonly string[], step: RowStep): void {
    if (waiting.size === 0) return;
    for (const rowId of rowIds) for (const listener of [...(waiting.get(rowId) ?? [])]) listener(step);
  }

  return {
    on(rowId, listener) {
      const listeners = waiting.get(rowId) ?? new Set();
      waiting.set(rowId, listeners);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) waiting.delete(rowId);
      };
    },
    tell,
    end: (reason) => tell([...waiting.keys()], reason),
  };
}
