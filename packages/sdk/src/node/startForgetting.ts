import type { EngineEnvironment } from '../engine/engineEnvironment.ts';
import type { ReceiptRecord } from '../store/records.ts';
import type { Store, Writing } from '../store/store.ts';

export interface ForgettingOptions extends Pick<EngineEnvironment, 'now' | 'schedule'> {
  readonly store: Store;
  /** So long what changes of delivered rows need is kept. */
  readonly keptMs: number;
}

const LOOK_MS = 10 * 60_000;
/** So long it is known of a row where it was committed: with each shard that is sent, all receipts are looked through. */
const COMMITTED_MS = 3_600_000;

/**
 * Forgets, now and then, what became of rows long ago, and what changes of them would need. A page does that when it starts; a server starts once in
 * months.
 */
export function startForgetting({ store, keptMs, now, schedule }: ForgettingOptions): () => void {
  let isStopped = false;
  let cancel = () => {};

  function lookLater(): void {
    if (!isStopped) cancel = schedule(() => void look(), LOOK_MS);
  }

  async function look(): Promise<void> {
    await store.write(['receipts', 'kept'], (t) => forget(t, now(), keptMs)).catch(() => {});
    lookLater();
  }

  lookLater();
  return () => {
    isStopped = true;
    cancel();
  };
}

async function forget(transaction: Writing, now: number, keptMs: number): Promise<void> {
  const isOver = ({ state, settledAt = now }: ReceiptRecord) =>
    settledAt < now - (state === 'committed' ? Math.min(COMMITTED_MS, keptMs) : keptMs);
  const left = new Set<unknown>();
  for (const [key, receipt] of await transaction.list('receipts')) {
    if (isOver(receipt)) await transaction.delete('receipts', key);
    else left.add(key[0]);
  }
  for (const key of await transaction.keys('kept'))
    if (!left.has(key[3]) && timeOf(String(key[3])) < now - keptMs) await transaction.delete('kept', key);
}

/** A UUIDv7 begins with the time at which it was made. */
const timeOf = (shardId: string): number => Number.parseInt(shardId.replace('-', '').slice(0, 12), 16);
