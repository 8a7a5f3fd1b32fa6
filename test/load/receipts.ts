import { STATUS_MAX_SHARDS } from '@parqueue/schema/wire';
import type { PageLife } from '../relayRun/pageLife.ts';
import { pause } from '../relayRun/pause.ts';
import type { Book } from './book.ts';

/** Shards that the relay has and the dataset has not, as far as a device knows. */
export interface Receipts {
  add(shardId: string, number: number): void;
  isEmpty(): boolean;
  intervalIs(commitIntervalMs: number): void;
  /** Asks the relay about as often as it commits, as the SDK does, until all are in the dataset or the page ends. */
  watch(page: PageLife): Promise<void>;
}

const MIN_MS = 500;
const MAX_MS = 60_000;

export function createReceipts(book: Book): Receipts {
  const open = new Map<string, number>();
  let everyMs = 5_000;

  async function ask(page: PageLife): Promise<void> {
    const held = page.tickets.held();
    if (held === undefined) return void (await page.tickets.ticket());
    const shardIds = [...open.keys()].slice(0, STATUS_MAX_SHARDS);
    const answer = await page.transport.shardStates(held.ticket, shardIds);
    if (answer.kind !== 'ok') return;
    for (const { shardId, state } of answer.value) {
      const number = open.get(shardId);
      if (state === 'spooled' || number === undefined) continue;
      open.delete(shardId);
      if (state === 'committed') book.committed(number);
      else book.problem(`shard ${number} was told durable, and later ${state}`);
    }
  }

  return {
    add: (shardId, number) => void open.set(shardId, number),
    isEmpty: () => open.size === 0,
    intervalIs(commitIntervalMs) {
      everyMs = Math.min(MAX_MS, Math.max(MIN_MS, commitIntervalMs / 2));
    },
    async watch(page) {
      await pause(MIN_MS, page.signal);
      while (open.size > 0 && !page.signal.aborted) {
        await ask(page);
        await pause(everyMs, page.signal);
      }
    },
  };
}
