import type { EngineEnvironment } from '../engine/engineEnvironment.ts';
import { createShardLedger, RECEIPT_KEPT_MS } from '../engine/shardLedger.ts';
import type { Store } from '../store/store.ts';

export interface ForgettingOptions extends Pick<EngineEnvironment, 'now' | 'newId' | 'schedule'> {
  readonly store: Store;
  /** So long what was delivered is remembered. */
  readonly keptMs: number;
}

const LOOK_MS = 10 * 60_000;

/**
 * Forgets, now and then, what became of rows long ago, and what changes of them would need. A page does that when it starts; a server starts once in
 * months, and what it has delivered meanwhile would be looked through with each shard.
 */
export function startForgetting({ store, keptMs, now, newId, schedule }: ForgettingOptions): () => void {
  const ledger = createShardLedger(store, newId);
  let isStopped = false;
  let cancel = () => {};

  function lookLater(): void {
    if (!isStopped) cancel = schedule(() => void look(), LOOK_MS);
  }

  async function look(): Promise<void> {
    // The ledger counts from its own time.
    await ledger.prune(now() - keptMs + RECEIPT_KEPT_MS).catch(() => {});
    lookLater();
  }

  lookLater();
  return () => {
    isStopped = true;
    cancel();
  };
}
