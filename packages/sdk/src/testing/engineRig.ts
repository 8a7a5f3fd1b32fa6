import { createHash } from 'node:crypto';
import type { TableDefinition } from '@parqueue/schema';
import { createUuid7 } from '@parqueue/schema/uuid7';
import {
  ENGINE_VERSION,
  type Engine,
  type EngineConfig,
  type EngineEvent,
  type EngineHost,
  type EngineRestart,
} from '../engine/engine.ts';
import type { EngineEnvironment } from '../engine/engineEnvironment.ts';
import { startEngine } from '../engine/startEngine.ts';
import { createJsonLinesWriter } from '../parquet/jsonLinesWriter.ts';
import { createMemoryStore } from '../store/memoryStore.ts';
import type { JournalEntry } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { createFakeRelay, type FakeRelay } from './fakeRelay.ts';
import { notes } from './tables.ts';

/** A simulated clock: time moves when the test says so. */
export interface FakeTime {
  now(): number;
  advance(ms: number): Promise<void>;
  readonly schedule: EngineEnvironment['schedule'];
}

export function createFakeTime(start = 1_790_000_000_000): FakeTime {
  let now = start;
  const timers = new Set<{ readonly at: number; readonly work: () => void }>();
  return {
    now: () => now,
    schedule(work, delayMs) {
      const timer = { at: now + delayMs, work };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const until = now + ms;
      for (;;) {
        await rest();
        const [next] = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.work();
      }
      now = until;
      await rest();
    },
  };
}

/** Lets everything that needs no time go on. */
export async function rest(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export interface Rig {
  readonly engine: Engine;
  readonly store: Store;
  readonly relay: FakeRelay;
  readonly time: FakeTime;
  readonly events: EngineEvent[];
  /** What the engine asked of its host. */
  readonly restarts: EngineRestart[];
  readonly clientId: string;
  entry(seq: number, text: string, table?: TableDefinition): JournalEntry;
  /** A change of a row: cells by column index. */
  change(seq: number, number: number, cells: readonly (readonly [number, unknown])[]): JournalEntry;
}

/** The rows of all shards that the relay holds. */
export const rowsAt = (relay: FakeRelay): Record<string, unknown>[] =>
  [...relay.shards.values()].flatMap(({ bytes }) =>
    new TextDecoder()
      .decode(bytes)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  );

/** Throws unless every table's account adds up (R1). */
export async function assertBalanced({ engine }: Pick<Rig, 'engine'>): Promise<void> {
  for (const [table, counts] of Object.entries((await engine.stats()).tables)) {
    const { appended, pending, accepted, committed, dead, dropped } = counts;
    const gone = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    if (pending + accepted + committed + dead + gone !== appended)
      throw new Error(`the account of ${table} does not add up: ${JSON.stringify(counts)}`);
  }
}

export interface RigOptions {
  readonly store?: Store;
  readonly relay?: FakeRelay;
  readonly time?: FakeTime;
  readonly tables?: readonly TableDefinition[];
  readonly config?: Partial<EngineConfig>;
  readonly host?: Partial<EngineHost>;
  /** Parts to be had instead of the rig's own. */
  readonly parts?: Partial<EngineEnvironment>;
}

/** A real engine over a real store in memory, with a relay and a clock that obey the test. */
export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const { store = createMemoryStore(), tables = [notes], time = createFakeTime() } = options;
  const relay = options.relay ?? createFakeRelay(tables);
  const events: EngineEvent[] = [];
  const restarts: EngineRestart[] = [];
  const newId = createUuid7(time.now, (bytes) => void crypto.getRandomValues(bytes));
  const clientId = newId();
  const engine = await startEngine(
    {
      version: ENGINE_VERSION,
      clientId,
      relay: 'https://relay.test',
      dataset: 'tests',
      tables,
      flushEveryMs: { notes: 60_000 },
      flushAt: { rowCount: 1_000, sizeBytes: 1_000_000 },
      ...options.config,
    },
    {
      credential: async () => undefined,
      emit: (event) => void events.push(event),
      restart: (restart) => void restarts.push(restart),
      ...options.host,
    },
    {
      openStore: async () => store,
      createTransport: () => relay,
      loadWriter: async () => createJsonLinesWriter(),
      loadAudio: () => Promise.reject(new Error('no audio here')),
      locks: undefined,
      sha256: async (bytes) => createHash('sha256').update(bytes).digest('hex'),
      now: time.now,
      random: () => 0.5,
      newId,
      schedule: time.schedule,
      wasmRefusal: undefined,
      estimateStorage: async () => ({}),
      ...options.parts,
    },
  );
  const entry = (seq: number, text: string, table: TableDefinition = notes): JournalEntry => ({
    table: table.name,
    seq,
    change: 0,
    rowId: `row-${seq}`,
    at: time.now(),
    line: JSON.stringify([text, null, null, null, null]),
  });
  const change = (seq: number, number: number, cells: unknown): JournalEntry => ({
    ...entry(seq, ''),
    change: number,
    line: JSON.stringify(cells),
  });
  return { engine, store, relay, time, events, restarts, clientId, entry, change };
}
