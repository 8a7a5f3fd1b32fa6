import type { Reading, Store } from '../store/store.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';

export interface IdleWatchOptions {
  readonly store: Store;
  readonly schedule: EngineEnvironment['schedule'];
  /** Calls back when no recording is under way, which may be at once. */
  readonly whenIdle: (work: () => void) => void;
  readonly onIdle: () => void;
}

/** As long as this nothing waits before it is said: a page that is at work has more before long. */
const IDLE_MS = 60_000;

/**
 * Tells, and tells again, while there has been nothing to do twice in a row: no row that waits, no shard on its way, none whose commit is awaited, no
 * recording. The memory that WASM has grown to is given back only with the worker, and then is the moment for it.
 */
export function startIdleWatch({ store, schedule, whenIdle, onIdle }: IdleWatchOptions): () => void {
  let isStopped = false;
  let wasAtRest = false;
  let cancel = () => {};

  async function look(): Promise<void> {
    const isAtRest = await store
      .read(['journal', 'exits', 'shards', 'receipts'], nothingWaits)
      .catch(() => false);
    if (isStopped) return;
    if (isAtRest && wasAtRest) await rest();
    wasAtRest = isAtRest;
    lookLater();
  }

  /** What was sent is no longer needed anywhere. */
  async function rest(): Promise<void> {
    await store.forget?.().catch(() => {});
    onIdle();
  }

  function lookLater(): void {
    cancel = schedule(() => whenIdle(() => void look()), IDLE_MS);
  }

  lookLater();
  return () => {
    isStopped = true;
    cancel();
  };
}

/** The cheapest to find out first. */
async function nothingWaits(transaction: Reading): Promise<boolean> {
  if ((await transaction.keys('journal')).length > 0) return false;
  if ((await transaction.keys('exits')).length > 0) return false;
  const shards = await transaction.list('shards');
  if (shards.some(([, { state }]) => state === 'waiting')) return false;
  const receipts = await transaction.list('receipts');
  return receipts.every(([, { state }]) => state !== 'accepted');
}
