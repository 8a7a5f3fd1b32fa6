import type { Store } from '../store/store.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { acceptedShards } from './receiptPoll.ts';
import { waitingShards, waitingTables } from './waiting.ts';

export interface SweepOptions {
  readonly store: Store;
  readonly schedule: EngineEnvironment['schedule'];
  /** Takes in what pages wrote at their end, offers the shards that wait, and asks what became of those that were accepted. */
  readonly sendWaiting: () => Promise<void>;
  /** A table has rows: they are to be sent when its time has come. */
  readonly onRows: (table: string) => void;
}

const SWEEP_MS = 60_000;

/**
 * Looks now and then for what other tabs left behind. A tab that ends or is killed takes its timers with it, and one that stays open and has
 * nothing of its own to send would never look.
 */
export function startSweep({ store, schedule, sendWaiting, onRows }: SweepOptions): () => void {
  let isStopped = false;
  let cancel = () => {};

  async function look(): Promise<void> {
    const exits = await store.read(['exits'], (transaction) => transaction.keys('exits'));
    const shards = [...(await waitingShards(store)), ...(await acceptedShards(store))];
    if (exits.length > 0 || shards.length > 0) await sendWaiting();
    for (const table of await waitingTables(store)) if (!isStopped) onRows(table);
  }

  function lookLater(): void {
    if (!isStopped)
      cancel = schedule(
        () =>
          void look()
            .catch(() => {})
            .then(lookLater),
        SWEEP_MS,
      );
  }

  lookLater();
  return () => {
    isStopped = true;
    cancel();
  };
}
