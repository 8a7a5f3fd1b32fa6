import type { EngineEnvironment } from './engineEnvironment.ts';

export interface FlushScheduleOptions {
  /** By table name: how long rows wait for company. */
  readonly flushEveryMs: Readonly<Record<string, number>>;
  readonly flushAt: { readonly rowCount: number; readonly sizeBytes: number };
  readonly environment: Pick<EngineEnvironment, 'now' | 'schedule'>;
  /** Sends these tables. */
  readonly run: (tables: ReadonlySet<string>) => void;
}

/** Decides *when* rows are sent: when the oldest has waited long enough, or enough have come together. */
export interface FlushSchedule {
  rowsWritten(table: string, rowCount: number, sizeBytes: number): void;
  /** A table is to be sent at once, or within `delayMs`. */
  hurry(tables: Iterable<string>, delayMs?: number): void;
  /** Looks at the clock: a page that was frozen had no timers. */
  catchUp(): void;
  stop(): void;
}

interface Waiting {
  dueAt: number;
  rowCount: number;
  sizeBytes: number;
}

const DEFAULT_EVERY_MS = 60_000;

export function createFlushSchedule(options: FlushScheduleOptions): FlushSchedule {
  const { flushAt, flushEveryMs, environment } = options;
  const waiting = new Map<string, Waiting>();
  let cancel = () => {};

  function arm(): void {
    cancel();
    if (waiting.size === 0) return;
    // A clock that was put back must not make rows wait for longer than they would from now.
    for (const [table, entry] of waiting) entry.dueAt = Math.min(entry.dueAt, latest(table));
    const dueAt = Math.min(...[...waiting.values()].map((table) => table.dueAt));
    cancel = environment.schedule(fire, Math.max(0, dueAt - environment.now()));
  }

  function fire(): void {
    const now = environment.now();
    const due = new Set([...waiting].filter(([, { dueAt }]) => dueAt <= now).map(([table]) => table));
    for (const table of due) waiting.delete(table);
    if (due.size > 0) options.run(due);
    arm();
  }

  const latest = (table: string) => environment.now() + (flushEveryMs[table] ?? DEFAULT_EVERY_MS);

  const entryOf = (table: string): Waiting => {
    const entry = waiting.get(table) ?? { dueAt: latest(table), rowCount: 0, sizeBytes: 0 };
    waiting.set(table, entry);
    return entry;
  };

  return {
    rowsWritten(table, rowCount, sizeBytes) {
      const entry = entryOf(table);
      entry.rowCount += rowCount;
      entry.sizeBytes += sizeBytes;
      if (entry.rowCount >= flushAt.rowCount || entry.sizeBytes >= flushAt.sizeBytes)
        entry.dueAt = environment.now();
      arm();
    },
    hurry(tables, delayMs = 0) {
      for (const table of tables) {
        const entry = entryOf(table);
        entry.dueAt = Math.min(entry.dueAt, environment.now() + delayMs);
      }
      arm();
    },
    catchUp: fire,
    stop() {
      cancel();
      waiting.clear();
    },
  };
}
