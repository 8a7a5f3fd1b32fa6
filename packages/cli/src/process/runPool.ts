/** How many work at once: a number, or as many as the other side bears. */
export interface WorkerLimit {
  readonly current: number;
  succeeded(): void;
  overloaded(): void;
}

const MOST = 16;

/** `auto`: one more after each full round without trouble, half as many after an overload (RFC 5681's way). */
export function createWorkerLimit(wanted: number | 'auto'): WorkerLimit {
  if (wanted !== 'auto') return { current: wanted, succeeded: () => {}, overloaded: () => {} };
  let exact = 1;
  return {
    get current() {
      return Math.floor(exact);
    },
    succeeded() {
      exact = Math.min(MOST, exact + 1 / Math.floor(exact));
    },
    overloaded() {
      exact = Math.max(1, exact / 2);
    },
  };
}

/** Works through items, no more at once than the limit says at that time; each gets the number of a free worker, from 1. The first failure stops it. */
export async function runPool<T>(
  items: AsyncIterable<T>,
  limit: Pick<WorkerLimit, 'current'>,
  work: (item: T, worker: number) => Promise<void>,
): Promise<void> {
  const active = new Map<number, Promise<void>>();
  let failure: { error: unknown } | undefined;
  const freeWorker = (): number => {
    let worker = 1;
    while (active.has(worker)) worker++;
    return worker;
  };
  for await (const item of items) {
    const worker = freeWorker();
    const done = work(item, worker)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => active.delete(worker));
    active.set(worker, done);
    while (active.size >= limit.current && failure === undefined) await Promise.race(active.values());
    if (failure !== undefined) break;
  }
  await Promise.all(active.values());
  if (failure !== undefined) throw failure.error;
}
