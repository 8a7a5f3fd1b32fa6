import { ParqueueError } from '../api/errors.ts';
import type { RowState } from '../api/row.ts';
import type { RowSteps } from './rowSteps.ts';

/**
 * Resolves when a row has come so far that `take` makes something of where it is; rejects when it will never come there. `whereIs` is asked
 * once, since the row may have got there before anyone listened.
 */
export function awaitStep<T>(
  steps: RowSteps,
  rowId: string,
  whereIs: () => Promise<RowState>,
  take: (state: RowState) => T | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = steps.on(rowId, (step) => (step instanceof Error ? fail(step) : look(step)));
    function fail(error: Error): void {
      stop();
      reject(error);
    }
    function look(state: RowState): void {
      if (state.kind === 'dead') fail(new ParqueueError('shard_refused', `row ${rowId}: ${state.reason}`));
      const taken = take(state);
      if (taken === undefined) return;
      stop();
      resolve(taken);
    }
    whereIs().then(look, (error: unknown) => {
      // While the engine is being replaced nobody knows; the row's next step tells.
      if (error instanceof ParqueueError && error.code === 'closed') fail(error);
    });
  });
}
