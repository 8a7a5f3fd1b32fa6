import type { TableDefinition } from '@parqueue/schema';
import { wasmMemory } from 'parquet-wasm/esm/parquet_wasm.js';
import wasmUrl from 'parquet-wasm/esm/parquet_wasm_bg.wasm?url';
import type { FlushSchedule } from '../../../packages/sdk/src/engine/flushSchedule.ts';
import { createIntake } from '../../../packages/sdk/src/engine/intake.ts';
import { createSealer } from '../../../packages/sdk/src/engine/sealer.ts';
import { createParquetWasmWriter } from '../../../packages/sdk/src/parquet/parquetWasmWriter.ts';
import { openIdbStore } from '../../../packages/sdk/src/store/idbStore.ts';
import type { Store } from '../../../packages/sdk/src/store/store.ts';
import { CLIP_BYTES, clips, eventRows, events } from './sampleTables.ts';

/** The way from the journal to a sealed shard, in a worker with the parts of the engine; `pageSealFigures.ts` drives it. */
const BATCH = 500;
const BLOCK_BYTES = 8_000;
const IDENTITY = { userId: 'user', proof: 'proof' };
const MAX_BYTES = 20 * 2 ** 20;

/** Milliseconds by step, and what was sealed. */
export interface Sealing {
  readonly sealMs: number;
  readonly steps: Readonly<Record<string, number>>;
  readonly sizeBytes: number;
  readonly wasmBytes: number;
}

const steps: Record<string, number> = {};

async function timed<T>(step: string, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    steps[step] = (steps[step] ?? 0) + performance.now() - start;
  }
}

const writer = createParquetWasmWriter({ loadWasm: () => ({ module_or_path: wasmUrl }), createdBy: 'bench' });
const newId = (): string => crypto.randomUUID();

/** The store, its transactions timed by what they touch. */
function timedStore(store: Store): Store {
  const step = (areas: readonly string[]) => {
    if (areas.includes('blocks')) return 'clip bytes from IndexedDB';
    return areas.includes('shardBytes') ? 'shard put, journal cleared' : 'journal read and folded';
  };
  return {
    ...store,
    read: (areas, work) => timed(step(areas), () => store.read(areas, work)),
    write: (areas, work, options) => timed(step(areas), () => store.write(areas, work, options)),
  };
}

const sealerOf = (store: Store) =>
  createSealer({
    store: timedStore(store),
    loadWriter: async () => ({ write: (content) => timed('Parquet', () => writer.write(content)) }),
    sha256: async (bytes) => {
      const digest = await timed('SHA-256', () => crypto.subtle.digest('SHA-256', bytes));
      return String(new Uint8Array(digest)[0]);
    },
    now: () => Date.now(),
    newId,
    onMissingAudio: fail,
    shardMaxRows: {},
    onDead: fail,
    onBroken: fail,
  });

function fail(): never {
  throw new Error('the bench lost something');
}

async function writeRows(store: Store, definition: TableDefinition, lines: readonly string[]): Promise<void> {
  const timing: FlushSchedule = { rowsWritten() {}, hurry() {}, catchUp() {}, stop() {} };
  const identity = () => null;
  const intake = createIntake({
    store,
    room: { takeRows: async () => {} },
    clientId: 'client',
    revisionClientId: 'revisions',
    absorb: async () => true,
    tables: [definition],
    identity,
    timing,
    newId,
  });
  const entries = lines.map((line, seq) => ({
    table: definition.name,
    seq,
    change: 0,
    rowId: newId(),
    at: 1_770_083_445_000,
    line,
  }));
  for (let at = 0; at < entries.length; at += BATCH) await intake.write(entries.slice(at, at + BATCH), []);
}

async function writeRecording(store: Store, recordingId: string): Promise<void> {
  await store.write(['blocks', 'recordings'], async (transaction) => {
    const header = new Uint8Array(86);
    for (let at = header.length, i = 0; at < CLIP_BYTES; at += BLOCK_BYTES, i++) {
      const bytes = crypto.getRandomValues(new Uint8Array(Math.min(BLOCK_BYTES, CLIP_BYTES - at)));
      const block = { bytes, sampleCount: 8_000, minFrameBytes: 1, maxFrameBytes: 1 };
      await transaction.put('blocks', [recordingId, 0, i], block);
    }
    const clip = { recordingId, index: 0, audioId: '', pcmSha256: '0'.repeat(64), flacSha256: '' };
    await transaction.put('recordings', [recordingId], {
      clientId: 'client',
      startedAt: 0,
      state: 'complete',
      clips: [{ ...clip, startS: 0, durationS: 20, gapFrames: 0, header, sizeBytes: CLIP_BYTES }],
    });
  });
}

/** Seals everything of a table. */
async function seal(store: Store, definition: TableDefinition): Promise<Sealing> {
  const sealer = sealerOf(store);
  for (const step of Object.keys(steps)) delete steps[step];
  const start = performance.now();
  let sizeBytes = 0;
  for (;;) {
    const shard = await sealer.sealNext(definition.name, IDENTITY, MAX_BYTES);
    if (shard === undefined) break;
    sizeBytes += shard.record.sizeBytes;
  }
  const sealMs = performance.now() - start;
  return { sealMs, steps: { ...steps }, sizeBytes, wasmBytes: wasmMemory().buffer.byteLength };
}

async function inFreshStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const name = `bench-${newId()}`;
  const store = await openIdbStore(indexedDB, name);
  try {
    return await work(store);
  } finally {
    store.close();
    indexedDB.deleteDatabase(name);
  }
}

const eventLines = new Map<number, readonly string[]>();

function linesOf(count: number): readonly string[] {
  const lines = eventLines.get(count) ?? eventRows(count).map((cells) => JSON.stringify(cells.slice(0, -2)));
  eventLines.set(count, lines);
  return lines;
}

const work = {
  /** Rows from the journal into shards. */
  rows: (count: number) =>
    inFreshStore(async (store) => {
      await writeRows(store, events, linesOf(count));
      return seal(store, events);
    }),
  /** Recordings and their rows into shards. */
  recordings: (count: number) =>
    inFreshStore(async (store) => {
      const ids = Array.from({ length: count }, newId);
      for (const id of ids) await writeRecording(store, id);
      await writeRows(
        store,
        clips,
        ids.map((id, i) => JSON.stringify([[id, 0], `clip ${i}`, i])),
      );
      return seal(store, clips);
    }),
  /** Rows into the journal, in batches as the page sends them; milliseconds. */
  stored: (count: number) =>
    inFreshStore(async (store) => {
      const lines = linesOf(count);
      const start = performance.now();
      await writeRows(store, events, lines);
      return performance.now() - start;
    }),
  /** The same rows, each put in a transaction of its own, as a plain store does it; milliseconds. */
  async plain(count: number) {
    const name = `bench-plain-${newId()}`;
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onupgradeneeded = () => request.result.createObjectStore('rows', { autoIncrement: true });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const lines = linesOf(count);
    const start = performance.now();
    for (const line of lines) {
      await new Promise<void>((resolve, reject) => {
        const transaction = database.transaction('rows', 'readwrite', { durability: 'relaxed' });
        transaction.objectStore('rows').add({ line });
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
      });
    }
    const ms = performance.now() - start;
    database.close();
    indexedDB.deleteDatabase(name);
    return ms;
  },
};

self.onmessage = async ({ data }: MessageEvent<[keyof typeof work, number]>) => {
  const [name, count] = data;
  try {
    self.postMessage({ value: await work[name](count) });
  } catch (error) {
    self.postMessage({ failure: String(error) });
  }
};
