import type { Area, Key } from '../../packages/sdk/src/store/store.ts';
import { cloneData } from './cloneData.ts';
import type { Disk, DiskChange } from './disk.ts';
import { pageOf, type Realm } from './realm.ts';
import type { Scheduler } from './scheduler.ts';

export type CommitFault = 'none' | 'aborts' | 'full' | 'in-doubt';

export interface TransactionOptions {
  readonly realm: Realm;
  readonly areas: readonly Area[];
  readonly isWriting: boolean;
  readonly durability: 'relaxed' | 'strict';
}

/** A transaction as IndexedDB has it: its requests run in order, and it ends by itself when it has none left. */
export interface Transaction {
  request<T>(label: string, work: (view: View) => T): Promise<T>;
  commit(): void;
  abort(): void;
  /** Resolves when it is committed, or rejects with the reason why not. */
  readonly done: Promise<void>;
}

/** What a transaction sees: the disk with its own changes. */
export interface View {
  get(area: Area, key: Key): unknown;
  list(area: Area, prefix: Key): { readonly key: Key; readonly value: unknown }[];
  put(area: Area, key: Key, value: unknown): void;
  delete(area: Area, key: Key): void;
}

export interface TransactionsOptions {
  readonly scheduler: Scheduler;
  readonly disk: Disk;
  /** What happens at a commit. */
  readonly faultOf: (options: TransactionOptions, changes: readonly DiskChange[]) => CommitFault;
  /** How long a request or a commit takes. */
  readonly delayMs: () => number;
  /** Whether a commit under way lands though its page was killed. */
  readonly landsAfterKill: () => boolean;
  /** A frozen page keeps others from the database. */
  readonly evict: (page: Realm) => void;
  readonly onViolation: (text: string) => void;
}

/** Transactions of all pages over one disk: those that touch a common area wait for each other, in the order of their making. */
export interface Transactions {
  begin(options: TransactionOptions): Transaction;
  /** The machine is off: what is under way never lands. */
  losePower(): void;
}

interface State extends TransactionOptions {
  readonly queue: Request[];
  readonly changes: Map<string, DiskChange>;
  readonly settle: (error?: DOMException) => void;
  stage: 'waiting' | 'active' | 'committing' | 'over';
  isUnderWay: boolean;
  /** The browser has the requests and the word to commit: it needs the page no more. */
  isCommitAsked: boolean;
}

interface Request {
  readonly label: string;
  readonly run: () => void;
}

export function createTransactions(options: TransactionsOptions): Transactions {
  const { scheduler, disk, delayMs } = options;
  /** In the order of their making. */
  const open: State[] = [];

  const conflicts = (a: State, b: State): boolean =>
    (a.isWriting || b.isWriting) && a.areas.some((area) => b.areas.includes(area));

  function startThoseThatCan(): void {
    for (const [i, state] of open.entries()) {
      if (state.stage !== 'waiting') continue;
      const inTheWay = open.slice(0, i).find((earlier) => conflicts(earlier, state));
      if (inTheWay === undefined) start(state);
      else if (pageOf(inTheWay.realm).state === 'frozen' && inTheWay.stage !== 'committing') {
        options.evict(pageOf(inTheWay.realm));
        return;
      }
    }
  }

  function start(state: State): void {
    state.stage = 'active';
    if (state.isCommitAsked) commit(state);
    else runNext(state);
  }

  function runNext(state: State): void {
    if (state.stage !== 'active' || state.isUnderWay) return;
    const next = state.queue[0];
    if (next === undefined) return;
    state.isUnderWay = true;
    scheduler.after(state.realm, delayMs(), next.label, () => {
      state.isUnderWay = false;
      if (state.stage !== 'active') return;
      state.queue.shift();
      next.run();
      runNext(state);
    });
  }

  /** A transaction without a request left ends; whatever its page meant to do in it yet comes too late. */
  function endIdle(): void {
    for (const state of [...open]) {
      if (state.stage !== 'active' || state.queue.length > 0) continue;
      if (state.isWriting) commit(state);
      else finish(state);
    }
  }

  function commit(state: State): void {
    state.isCommitAsked = true;
    if (state.stage !== 'active') return;
    state.stage = 'committing';
    const extraMs = state.durability === 'strict' ? 2 * delayMs() : 0;
    scheduler.after(scheduler.world, delayMs() + extraMs, 'commit', () => land(state));
  }

  function land(state: State): void {
    if (state.stage === 'over') return;
    for (const { run } of state.queue.splice(0)) run();
    const changes = [...state.changes.values()];
    const fault = options.faultOf(state, changes);
    if (fault === 'none' || fault === 'in-doubt') disk.apply(changes, state.durability, scheduler.now());
    finish(state, ERRORS[fault]?.());
  }

  function finish(state: State, error?: DOMException): void {
    state.stage = 'over';
    open.splice(open.indexOf(state), 1);
    scheduler.after(state.realm, 0, error === undefined ? 'transaction done' : error.name, () =>
      state.settle(error),
    );
    startThoseThatCan();
  }

  function endWithRealm(state: State, isKilled: boolean): void {
    if (state.stage === 'over') return;
    if (state.isCommitAsked && (!isKilled || options.landsAfterKill())) return;
    state.stage = 'over';
    open.splice(open.indexOf(state), 1);
    startThoseThatCan();
  }

  scheduler.afterStep.push(endIdle);
  return {
    losePower() {
      for (const state of open.splice(0)) state.stage = 'over';
    },
    begin(given) {
      let settle: State['settle'] = () => {};
      const done = new Promise<void>((resolve, reject) => {
        settle = (error) => (error === undefined ? resolve() : reject(error));
      });
      done.catch(() => {});
      const state: State = {
        ...given,
        queue: [],
        changes: new Map(),
        settle,
        stage: 'waiting',
        isUnderWay: false,
        isCommitAsked: false,
      };
      open.push(state);
      given.realm.onDeath.push((isKilled) => endWithRealm(state, isKilled));
      startThoseThatCan();
      const view = viewOf(disk, state.changes);
      return {
        done,
        request: (label, work) =>
          new Promise((resolve, reject) => {
            if (state.stage === 'over' || state.stage === 'committing') {
              options.onViolation(
                `[store law] ${label} of ${given.realm.name} (${given.realm.state}) in a transaction that has ended`,
              );
              return reject(new DOMException('the transaction has ended', 'TransactionInactiveError'));
            }
            state.queue.push({ label, run: () => resolve(work(view)) });
            runNext(state);
          }),
        commit: () => commit(state),
        abort() {
          if (state.stage === 'over' || state.stage === 'committing') return;
          state.stage = 'over';
          open.splice(open.indexOf(state), 1);
          startThoseThatCan();
        },
      };
    },
  };
}

const ERRORS: Partial<Record<CommitFault, () => DOMException>> = {
  aborts: () => new DOMException('the commit failed', 'AbortError'),
  full: () => new DOMException('there is no room', 'QuotaExceededError'),
  'in-doubt': () => new DOMException('Connection to Indexed Database server lost', 'UnknownError'),
};

function viewOf(disk: Disk, changes: Map<string, DiskChange>): View {
  const idOf = (area: Area, key: Key) => `${area}${JSON.stringify(key)}`;
  return {
    get(area, key) {
      const own = changes.get(idOf(area, key));
      return cloneData(own === undefined ? disk.get(area, key) : own.value);
    },
    list(area, prefix) {
      const own = [...changes.values()].filter((change) => change.area === area);
      if (own.length === 0) return disk.list(area, prefix);
      const merged = new Map(disk.list(area, prefix).map((entry) => [JSON.stringify(entry.key), entry]));
      for (const { key, value } of own) {
        if (value === undefined) merged.delete(JSON.stringify(key));
        else if (prefix.every((part, i) => key[i] === part)) merged.set(JSON.stringify(key), { key, value });
      }
      return [...merged.values()];
    },
    put: (area, key, value) => void changes.set(idOf(area, key), { area, key, value }),
    delete: (area, key) => void changes.set(idOf(area, key), { area, key, value: undefined }),
  };
}
