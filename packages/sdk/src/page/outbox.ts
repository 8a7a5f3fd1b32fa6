import type { ChangeOutcome, DropNotice, Engine } from '../engine/engine.ts';
import type { JournalEntry } from '../store/records.ts';

/** An entry on its way into the store, with who waits for it. */
export interface OutboxItem {
  readonly entry: JournalEntry;
  /** Called once: the entry is durable, or (`undefined`) merely held until the relay has it. */
  onStored?: (outcome: ChangeOutcome) => void;
  outcome?: ChangeOutcome;
}

export interface OutboxOptions {
  /** The engine, started at the first need. */
  readonly engine: () => Promise<Engine>;
  readonly soon: (work: () => void) => void;
  /** Items that are stored now. */
  readonly onWritten: (items: readonly OutboxItem[]) => void;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Entries that are said and not yet stored. They leave by being stored, never before; whoever else stores them meanwhile, such as the
 * page as it goes away, does no harm.
 */
export interface Outbox {
  add(item: OutboxItem): void;
  drop(notice: DropNotice): void;
  /** What a page that goes away must store itself. */
  waiting(): readonly JournalEntry[];
  /** Resolves when everything said so far is stored. */
  settled(): Promise<void>;
}

/** So many entries cross to the worker at once: their clone stays far below a frame. */
const BATCH_ENTRIES = 500;

/** A failed write is tried again after this long; the engine behind it has been replaced meanwhile. */
const RETRY_MS = 1_000;

export function createOutbox({ engine, soon, onWritten, onFailure }: OutboxOptions): Outbox {
  const items: OutboxItem[] = [];
  let drops: DropNotice[] = [];
  let isWriting = false;
  let waiters: { readonly until: OutboxItem | undefined; readonly resolve: () => void }[] = [];

  function wake(): void {
    if (isWriting) return;
    isWriting = true;
    soon(() => void run());
  }

  async function run(): Promise<void> {
    while (items.length > 0 || drops.length > 0) {
      const batch = items.slice(0, BATCH_ENTRIES);
      const dropped = drops;
      drops = [];
      try {
        const outcomes = await (await engine()).write(
          batch.map(({ entry }) => entry),
          dropped,
        );
        items.splice(0, batch.length);
        for (const [i, item] of batch.entries()) item.outcome = outcomes[i] ?? 'applied';
        onWritten(batch);
        release(batch);
      } catch (error) {
        drops = [...dropped, ...drops];
        onFailure(error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    isWriting = false;
    release([]);
  }

  /** Lets go whoever waited for the last of these, or for nothing that is left. */
  function release(written: readonly OutboxItem[]): void {
    const done = new Set(written);
    waiters = waiters.filter(({ until, resolve }) => {
      const isLeft = until !== undefined && !done.has(until) && items.includes(until);
      if (!isLeft) resolve();
      return isLeft;
    });
  }

  return {
    add(item) {
      items.push(item);
      wake();
    },
    drop(notice) {
      drops.push(notice);
      wake();
    },
    waiting: () => items.map(({ entry }) => entry),
    settled: () =>
      items.length === 0 && drops.length === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiters.push({ until: items.at(-1), resolve });
          }),
  };
}
