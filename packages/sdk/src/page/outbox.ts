import type { DropReason } from '../api/events.ts';
import type { ChangeOutcome, DropNotice, Engine } from '../engine/engine.ts';
import type { JournalEntry } from '../store/records.ts';

/** An entry on its way into the store, with who waits for it. */
export interface OutboxItem {
  readonly entry: JournalEntry;
  /** What became of it: the entry is held by the store, or never will be. Undefined on its way. */
  outcome?: ChangeOutcome | Error;
  waiters?: ((outcome: ChangeOutcome | Error) => void)[];
}

/** What becomes of an item. Nothing is made for an item until somebody asks: in a burst nobody does. */
export function outcomeOf(item: OutboxItem): Promise<ChangeOutcome> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: ChangeOutcome | Error) =>
      outcome instanceof Error ? reject(outcome) : resolve(outcome);
    if (item.outcome !== undefined) return settle(item.outcome);
    item.waiters ??= [];
    item.waiters.push(settle);
  });
}

export interface OutboxOptions {
  /** The engine, started at the first need. */
  readonly engine: () => Promise<Engine>;
  /** Calls back in a task of its own. */
  readonly schedule: (work: () => void, delayMs: number) => () => void;
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
  /** Counts a row that never became an entry. */
  drop(table: string, reason: DropReason): void;
  /** What a page that goes away must store itself. */
  waiting(): { readonly entries: readonly JournalEntry[]; readonly drops: readonly DropNotice[] };
  /** Resolves when everything said so far is stored. */
  settled(): Promise<void>;
  /** There may be room now: what failed is tried again at once. */
  hurry(): void;
  /**
   * Gives up what is not stored, once what is on its way has come there; its rows count as dropped. Nothing is written until `meanwhile`, which
   * deletes what is stored, has ended.
   */
  giveUp(reason: 'consent_denied' | 'cleared', error: Error, meanwhile: () => Promise<void>): Promise<void>;
  /** Gives up what is not stored. */
  stop(reason: Error): void;
}

/** So many entries cross to the worker at once: their clone stays far below a frame. */
const BATCH_ENTRIES = 500;

/** The pause after a failed write, growing to half a minute; the engine behind it has been replaced meanwhile. */
export const retryMs = (failures: number): number => 1_000 * 2 ** Math.min(failures, 5);

export function createOutbox({ engine, schedule, onWritten, onFailure }: OutboxOptions): Outbox {
  const items: OutboxItem[] = [];
  /** Totals since the page began, or since a consent was withdrawn: told twice, they count once. */
  const totals = new Map<string, number>();
  /** What the engine has taken of them. */
  const toldTotals = new Map<string, number>();
  const drops = new Map<string, DropNotice>();
  let underWay: Promise<void> | undefined;
  let batchCount = 0;
  let isGivingUp = false;
  let isWriting = false;
  let isStopped = false;
  let hurry = () => {};
  let waiters: { readonly until: OutboxItem | undefined; readonly resolve: () => void }[] = [];

  function wake(): void {
    if (isWriting || isStopped || isGivingUp) return;
    isWriting = true;
    schedule(() => void run(), 0);
  }

  /** Ends early when somebody hurries. */
  function pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = schedule(resolve, delayMs);
      hurry = () => {
        cancel();
        resolve();
      };
    });
  }

  async function run(): Promise<void> {
    for (let failures = 0; (items.length > 0 || drops.size > 0) && !isStopped && !isGivingUp; ) {
      try {
        underWay = writeBatch();
        await underWay;
        failures = 0;
      } catch (error) {
        if (isStopped) break;
        onFailure(error);
        await pause(retryMs(failures++));
      }
    }
    isWriting = false;
    if (!isGivingUp) release([]);
  }

  function drop(table: string, reason: DropReason): void {
    const key = `${table}/${reason}`;
    const total = (totals.get(key) ?? 0) + 1;
    totals.set(key, total);
    drops.set(key, { table, reason, total });
    wake();
  }

  /** The engine remembers no total of rows without consent: they are told in parts, and none goes into a part that is under way. */
  function dropDenied(table: string, reason: 'consent_denied'): void {
    const key = `${table}/${reason}/${batchCount}`;
    drops.set(key, { table, reason, total: (drops.get(key)?.total ?? 0) + 1 });
    wake();
  }

  /** The engine forgets what it was told of totals: what it was not told yet counts from zero. */
  function rebase(): void {
    for (const [key, notice] of drops) {
      const told = toldTotals.get(key) ?? 0;
      if (told > 0) drops.set(key, { ...notice, total: notice.total - told });
    }
    totals.clear();
    toldTotals.clear();
    for (const [key, { reason, total }] of drops) if (reason !== 'consent_denied') totals.set(key, total);
  }

  function dropOne(table: string, reason: DropReason): void {
    if (reason === 'consent_denied') dropDenied(table, reason);
    else drop(table, reason);
  }

  async function writeBatch(): Promise<void> {
    const batch = items.slice(0, BATCH_ENTRIES);
    const told = [...drops];
    batchCount++;
    const entries = batch.map(({ entry }) => entry);
    const outcomes = await (await engine()).write(
      entries,
      told.map(([, notice]) => notice),
    );
    if (isStopped) return;
    items.splice(0, batch.length);
    for (const [key, notice] of told) {
      if (notice.reason !== 'consent_denied') toldTotals.set(key, notice.total);
      if (drops.get(key) === notice) drops.delete(key);
    }
    for (const [i, item] of batch.entries()) settle(item, outcomes[i] ?? 'applied');
    onWritten(batch);
    release(batch);
  }

  function settle(item: OutboxItem, outcome: ChangeOutcome | Error): void {
    item.outcome = outcome;
    for (const waiter of item.waiters ?? []) waiter(outcome);
    delete item.waiters;
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
    drop: dropOne,
    async giveUp(reason, error, meanwhile) {
      isGivingUp = true;
      try {
        await underWay?.catch(() => {});
        const given = items.splice(0);
        for (const item of given) settle(item, error);
        for (const { entry } of given) if (entry.change === 0) dropOne(entry.table, reason);
        release(given);
        await meanwhile();
        if (reason === 'consent_denied') rebase();
      } finally {
        isGivingUp = false;
        wake();
      }
    },
    hurry: () => hurry(),
    waiting: () => ({ entries: items.map(({ entry }) => entry), drops: [...drops.values()] }),
    settled: () =>
      items.length === 0 && drops.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiters.push({ until: items.at(-1), resolve });
          }),
    stop(reason) {
      isStopped = true;
      for (const item of items.splice(0)) settle(item, reason);
      drops.clear();
      release([]);
    },
  };
}
