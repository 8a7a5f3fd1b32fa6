import type { LoggerEvents } from '../api/events.ts';

/** A step of a row's life after it was stored. */
export type RowStep =
  | { readonly kind: 'accepted' }
  | ({ readonly kind: 'committed' } & Pick<LoggerEvents['committed'], 'commit' | 'path'>);

/** Who waits for which row. Rows that nobody waits for cost nothing. */
export interface RowSteps {
  /** Calls back at each step of the row; the returned function stops that. */
  on(rowId: string, listener: (step: RowStep) => void): () => void;
  tell(rowIds: readonly string[], step: RowStep): void;
}

export function createRowSteps(): RowSteps {
  const waiting = new Map<string, Set<(step: RowStep) => void>>();
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
    tell(rowIds, step) {
      if (waiting.size === 0) return;
      for (const rowId of rowIds) for (const listener of [...(waiting.get(rowId) ?? [])]) listener(step);
    },
  };
}
