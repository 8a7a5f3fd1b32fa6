import { createPageFetch } from '../relayRun/pageFetch.ts';
import { openPageLife, type PageLife } from '../relayRun/pageLife.ts';
import type { ShardMaker } from '../relayRun/shardMaker.ts';
import type { Random } from '../support/seeded.ts';
import type { Book } from './book.ts';
import { createOutbox } from './outbox.ts';
import type { Deed } from './planBrowser.ts';
import { createReceipts } from './receipts.ts';
import type { SimulatedClock } from './simulatedClock.ts';

export interface BrowserOptions {
  readonly address: string;
  readonly deeds: Iterable<Deed>;
  readonly relayUrl: string;
  readonly clock: SimulatedClock;
  readonly maker: ShardMaker;
  readonly book: Book;
  readonly random: Random;
}

/** A device on which somebody opens the page now and then: what one visit could not send, the next one sends. */
export interface VirtualBrowser {
  /** Comes, logs and leaves as planned. */
  run(): Promise<void>;
  /** Comes once more, and stays until all it has is in the dataset. */
  drain(): Promise<void>;
  /** Leaves for good, whatever waits. */
  leave(): void;
}

export function createBrowser(options: BrowserOptions): VirtualBrowser {
  const { address, relayUrl, maker, book, random, clock } = options;
  const receipts = createReceipts(book);
  const outbox = createOutbox({
    book,
    random,
    speed: clock.speed,
    accepted: receipts.add,
    ticketCame: ({ limits }) => receipts.intervalIs(limits.commitIntervalMs),
  });
  let page: PageLife | undefined;
  let isLeft = false;

  const come = (): PageLife =>
    openPageLife({ relayUrl, maker, fetch: createPageFetch({ address, tell: book.call }) });
  const flush = once(outbox.flush);
  const watch = once(receipts.watch);

  const leave = (): void => {
    page?.end();
    page = undefined;
  };

  const doIt: { [Kind in Deed['kind']]: (deed: Extract<Deed, { kind: Kind }>) => void } = {
    come: () => {
      page = come();
    },
    log: ({ order }) => outbox.add({ ...order, number: book.nextNumber() }),
    leave,
  };

  /** What an earlier visit left is sent as well, and asked about. */
  async function work(at: PageLife): Promise<void> {
    if (!outbox.isEmpty()) await flush(at);
    if (!receipts.isEmpty()) await watch(at);
  }

  return {
    async run() {
      for (const deed of options.deeds) {
        await clock.until(deed.atMs);
        if (isLeft) return;
        (doIt[deed.kind] as (deed: Deed) => void)(deed);
        if (page !== undefined) void work(page);
      }
    },
    async drain() {
      page ??= come();
      const at = page;
      while (!at.signal.aborted && !(outbox.isEmpty() && receipts.isEmpty())) await work(at);
      leave();
    },
    leave() {
      isLeft = true;
      leave();
    },
  };
}

/** Who calls while it runs for the same page waits for that: it takes in what came meanwhile. */
function once(run: (page: PageLife) => Promise<void>): (page: PageLife) => Promise<void> {
  const running = new Map<PageLife, Promise<void>>();
  return (page) => {
    const already = running.get(page);
    if (already !== undefined) return already;
    const started = run(page).finally(() => running.delete(page));
    running.set(page, started);
    return started;
  };
}
