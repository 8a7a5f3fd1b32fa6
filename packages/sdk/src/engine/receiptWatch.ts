import type { TicketResponse } from '@parqueue/schema/wire';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { acceptedShards, pollReceipts, type ReceiptPollOptions } from './receiptPoll.ts';

export interface ReceiptWatchOptions extends ReceiptPollOptions {
  readonly schedule: EngineEnvironment['schedule'];
  readonly ticket: () => Promise<TicketResponse | undefined>;
}

/** Asks about accepted shards for as long as there are any, about as often as the relay commits. */
export interface ReceiptWatch {
  intervalIs(commitIntervalMs: number): void;
  /** Begins to ask, where it does not already. */
  look(): void;
  stop(): void;
}

const MIN_MS = 500;
const MAX_MS = 60_000;

export function createReceiptWatch(options: ReceiptWatchOptions): ReceiptWatch {
  let everyMs = 5_000;
  let isWatching = false;
  let isStopped = false;
  let cancel = () => {};

  async function poll(): Promise<void> {
    if ((await acceptedShards(options.store)).length === 0) return;
    const ticket = await options.ticket();
    if (ticket !== undefined) await pollReceipts(options, ticket);
  }

  async function turn(): Promise<void> {
    await poll().catch(() => {});
    await options.news.look().catch(() => {});
    const open = await acceptedShards(options.store).catch(() => []);
    if (open.length > 0 && !isStopped) cancel = options.schedule(() => void turn(), everyMs);
    else isWatching = false;
  }

  return {
    intervalIs(commitIntervalMs) {
      everyMs = Math.min(MAX_MS, Math.max(MIN_MS, commitIntervalMs / 2));
    },
    look() {
      if (isWatching || isStopped) return;
      isWatching = true;
      cancel = options.schedule(() => void turn(), MIN_MS);
    },
    stop() {
      isStopped = true;
      cancel();
    },
  };
}
