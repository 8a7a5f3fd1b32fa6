import type { TicketResponse } from '@parqueue/schema/wire';
import { absorbExits } from '../journal/absorbExits.ts';
import { addCounts } from '../journal/counters.ts';
import { ENTRY_AREAS, writeEntries } from '../journal/writeEntries.ts';
import { databaseName } from '../store/database.ts';
import type { Identity, JournalEntry } from '../store/records.ts';
import { createTicketKeeper } from '../upload/ticketKeeper.ts';
import { readAccount } from './account.ts';
import { changeJournalRow } from './changeJournalRow.ts';
import { audioCells } from './completeRow.ts';
import {
  type ChangeOutcome,
  type DropNotice,
  ENGINE_VERSION,
  type Engine,
  type EngineConfig,
  type EngineHost,
  type FlushTarget,
} from './engine.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { findInJournal, findRowState } from './findRow.ts';
import { createFlushLoop, type FlushScope } from './flushLoop.ts';
import { createFlushSchedule } from './flushSchedule.ts';
import { hasReached, takeSnapshot } from './progress.ts';
import { createReceiptWatch } from './receiptWatch.ts';
import { createRecordings } from './recordings.ts';
import { createSealer } from './sealer.ts';
import { createSender } from './sender.ts';
import { createShardLedger } from './shardLedger.ts';

/** Rows of earlier visits are sent this long after the start: the page has better things to do first. */
const LEFTOVER_DELAY_MS = 1_000;

/** The composition root of the engine: opens the store and wires the parts. */
export async function startEngine(
  config: EngineConfig,
  host: EngineHost,
  environment: EngineEnvironment,
): Promise<Engine> {
  const { now, newId, schedule } = environment;
  const emit = host.emit;
  const name = databaseName(config.relay, config.dataset);
  const store = await environment.openStore(name);
  const transport = environment.createTransport(config);
  const tickets = createTicketKeeper({
    transport,
    dataset: config.dataset,
    credential: host.credential,
    now,
  });
  const ledger = createShardLedger(store, newId);
  const recordings = createRecordings({ store, clientId: config.clientId, environment, emit });
  const sealer = createSealer(store, {
    ...environment,
    onMissingAudio: (table, recordingId) =>
      emit({
        type: 'error',
        detail: {
          code: 'clip_unknown',
          message: `${table}: recording ${recordingId} is gone from this device; its row is sent without`,
        },
      }),
  });
  const sender = createSender({ store, transport, tickets, ledger, emit, now });
  let identity: Identity | null = null;
  const audioTables = config.tables
    .filter(({ features }) => Object.values(features).some(({ kind }) => kind === 'audio'))
    .map((table) => table.name);

  const loop = createFlushLoop({
    store,
    sealer,
    sender,
    tickets,
    lockName: `${name}/flush`,
    environment,
    emit,
    absorb,
    onTicket,
  });
  const receipts = createReceiptWatch({ store, transport, ledger, emit, now, schedule, ticket: loop.ticket });
  const timing = createFlushSchedule({ ...config, environment, run: (tables) => void send(tables) });

  function onTicket(ticket: TicketResponse): void {
    receipts.intervalIs(ticket.limits.commitIntervalMs);
    if (identity?.userId === ticket.userId) return;
    identity = { userId: ticket.userId, proof: ticket.identityProof };
    emit({ type: 'identity', detail: identity });
  }

  async function absorb(): Promise<void> {
    const { failures } = await absorbExits(store, newId);
    for (const failure of failures) reportStorage(failure);
  }

  function reportStorage(error: unknown): void {
    const { name: kind, message } = error as Error;
    if (kind === 'QuotaExceededError') emit({ type: 'quota', detail: { kind: 'rows' } });
    emit({
      type: 'error',
      detail: { code: 'storage_failed', message: `the browser refuses to store rows (${message})` },
    });
  }

  let cancelRetry = () => {};
  async function send(scope: FlushScope): Promise<number> {
    let waitMs = 0;
    try {
      waitMs = await loop.flush(scope);
    } catch (error) {
      emit({
        type: 'error',
        detail: { code: 'sending_failed', message: `sending failed: ${(error as Error).message}` },
      });
      waitMs = LEFTOVER_DELAY_MS * 10;
    }
    cancelRetry();
    if (waitMs > 0) cancelRetry = schedule(() => void send('all'), waitMs);
    receipts.look();
    return waitMs;
  }

  async function write(
    entries: readonly JournalEntry[],
    drops: readonly DropNotice[],
  ): Promise<readonly ChangeOutcome[]> {
    const late = await store.write(ENTRY_AREAS, async (transaction) => {
      for (const { table, reason, rowCount } of drops) {
        await addCounts(transaction, table, { appended: rowCount, dropped: { [reason]: rowCount } });
      }
      const { clientId, tables } = config;
      return writeEntries(transaction, { clientId, identity, tables, entries }, newId);
    });
    noteWritten(entries);
    return entries.map(({ table, seq, change }) =>
      late.some((one) => one.table === table && one.seq === seq && one.change === change)
        ? 'sealed'
        : 'applied',
    );
  }

  function noteWritten(entries: readonly JournalEntry[]): void {
    for (const table of config.tables) {
      const ofTable = entries.filter((entry) => entry.table === table.name && entry.change === 0);
      if (ofTable.length === 0) continue;
      const sizeBytes = ofTable.reduce((sum, { line }) => sum + line.length, 0);
      timing.rowsWritten(table.name, ofTable.length, sizeBytes);
      // A recording goes at once; the row of one that still runs is passed over, and hurried again at its end.
      const isHeard = ({ line }: JournalEntry) => audioCells(table, JSON.parse(line)).length > 0;
      if (audioTables.includes(table.name) && ofTable.some(isHeard)) timing.hurry([table.name]);
    }
  }

  const engine: Engine = {
    hello: async () => ({ version: ENGINE_VERSION, storage: store.kind }),
    write,
    flush: (target) => flush(target),
    rowState: (table, rowId) => findRowState(store, table, rowId),
    async changeRow(change) {
      const found = await findInJournal(store, change.table, change.rowId);
      if (found !== undefined) return changeJournalRow(store, found, change, newId);
      const { kind } = await findRowState(store, change.table, change.rowId);
      return kind === 'unknown' ? 'forgotten' : 'sealed';
    },
    async stats() {
      return {
        ...(await readAccount(store)),
        storage: { kind: store.kind, ...(await environment.estimateStorage()) },
      };
    },
    startRecording: recordings.start,
    attachCapture: async (recordingId, port) => recordings.attach(recordingId, port),
    async finishRecording(recordingId, isCut) {
      const clips = await recordings.finish(recordingId, isCut);
      timing.hurry(audioTables);
      return clips;
    },
    deleteRecording: recordings.delete,
    encode: recordings.encode,
    readClip: recordings.read,
    async notice(event) {
      if (event === 'hidden') await recordings.flushBlocks();
      if (event === 'online') loop.reopen();
      await send('all');
    },
    async close() {
      timing.stop();
      receipts.stop();
      cancelRetry();
      store.close();
    },
  };

  async function flush(target: FlushTarget): Promise<void> {
    if (target === 'stored') return;
    const snapshot = await takeSnapshot(store);
    loop.reopen();
    for (;;) {
      const waitMs = await send('all');
      if (target === 'committed') await receipts.pollNow();
      if (await hasReached(store, snapshot, target)) return;
      await new Promise<void>((resolve) =>
        schedule(resolve, Math.max(waitMs, target === 'committed' ? 250 : 50)),
      );
    }
  }

  await ledger.prune(now());
  timing.hurry(
    config.tables.map((table) => table.name),
    LEFTOVER_DELAY_MS,
  );
  return engine;
}
