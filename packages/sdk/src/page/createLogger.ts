import type { TableDefinition } from '@parqueue/schema';
import { ParqueueError } from '../api/errors.ts';
import type { LoggerEvents } from '../api/events.ts';
import type { FlushOptions, Logger, LoggerMethods, LoggerOptions, Tables } from '../api/logger.ts';
import { createUuid7 } from '../base/uuid7.ts';
import { pageEnvironment } from '../browser/pageEnvironment.ts';
import { spawnWorker } from '../browser/spawnWorker.ts';
import { ENGINE_VERSION, type EngineEvent, type EngineHost } from '../engine/engine.ts';
import { databaseName } from '../store/database.ts';
import type { Identity } from '../store/records.ts';
import type { EngineLink } from './engineLink.ts';
import { createExitWriter } from './exitWriter.ts';
import { createListeners } from './listeners.ts';
import type { LogState, RowStep } from './logState.ts';
import { createOutbox, type OutboxItem } from './outbox.ts';
import { type ParsedOptions, parseOptions } from './parseOptions.ts';
import { quiet } from './rowHandle.ts';
import { tableDoor } from './tableDoor.ts';

const METHODS: ReadonlySet<string> = new Set<keyof LoggerMethods>([
  'record',
  'encode',
  'readClip',
  'deleteRecording',
  'flush',
  'stats',
  'on',
  'close',
]);

/**
 * Makes a logger. Nothing starts, and nothing is asked of the browser, until it is first used; importing it or making one is safe where
 * there is no browser at all. It never throws: what is wrong with the options is told as an `error` event and by every row's `stored`.
 *
 * @example
 * const log = createLogger({ relay: 'https://relay.example.workers.dev', dataset: 'recitations', tables: { runs: alignment } });
 * const recording = await log.record();
 * const { clips } = await recording.stop();
 * await log.runs.append({ audio: clips[0], surah: 2 }).stored;
 */
export function createLogger<const T extends Tables>(options: LoggerOptions<T>): Logger<T> {
  const page = pageEnvironment();
  const newId = createUuid7(page.now, page.fillRandom);
  const listeners = createListeners(page.report);
  const { parsed, problem } = parse(options);
  let identity: Identity | null = null;
  let link: Promise<EngineLink> | undefined;
  let stopLife: (() => void) | undefined;
  let isClosed = false;
  let clientId: string | undefined;
  const client = () => {
    clientId ??= newId();
    return clientId;
  };

  const host: EngineHost = { credential: async () => options.ticket?.(), emit: hear };
  const outbox = createOutbox({
    engine,
    soon: page.soon,
    onWritten: tellStored,
    onFailure: (error) => tellError('storage_failed', `rows could not be stored yet: ${messageOf(error)}`),
  });
  const exits = createExitWriterOf(parsed);
  const rows = new Map<string, Set<(step: RowStep) => void>>();

  function createExitWriterOf({ relay, dataset, tables }: ParsedOptions) {
    const name = problem === undefined ? databaseName(relay, dataset) : '';
    return createExitWriter({
      indexedDB: page.indexedDB,
      databaseName: name,
      clientId: client,
      tables,
      newId,
    });
  }

  async function engine() {
    if (problem !== undefined) throw problem;
    if (isClosed) throw new ParqueueError('closed', 'the logger was closed');
    link ??= startLink();
    return (await link).engine();
  }

  async function startLink(): Promise<EngineLink> {
    const { createEngineLink } = await import('./engineLink.ts');
    const config = { ...parsed, version: ENGINE_VERSION, clientId: client() };
    return createEngineLink({
      config,
      host,
      spawnWorker: () => spawnWorker(options.workerUrl),
      startOnPage: async () => (await import('./startOnPage.ts')).startOnPage(config, host),
      onDegraded: (detail) => listeners.tell('degraded', detail),
    });
  }

  /** The first use: from here on the page's life is followed. */
  function begin(): void {
    if (stopLife !== undefined || isClosed || problem !== undefined) return;
    exits.prepare();
    stopLife = page.onLife((moment) => {
      if (moment === 'leaving') exits.write(outbox.waiting(), identity);
      const notice = moment === 'leaving' ? 'hidden' : moment === 'back' ? 'visible' : 'online';
      if (link !== undefined) quiet(engine().then((running) => running.notice(notice)));
    });
  }

  function hear(event: EngineEvent): void {
    if (event.type === 'identity') {
      identity = event.detail;
      return;
    }
    if (event.type === 'error') return tellError(event.detail.code, event.detail.message);
    if (event.type === 'accepted') tellRows(event.detail.rowIds, { kind: 'accepted' });
    if (event.type === 'committed') {
      const { commit, path } = event.detail;
      tellRows(event.detail.rowIds, { kind: 'committed', commit, path });
    }
    listeners.tell(event.type, event.detail as never);
  }

  function tellError(code: ParqueueError['code'], message: string): void {
    listeners.tell('error', { error: new ParqueueError(code, message) });
  }

  function tellRows(rowIds: readonly string[], step: RowStep): void {
    if (rows.size === 0) return;
    for (const rowId of rowIds) for (const listener of [...(rows.get(rowId) ?? [])]) listener(step);
  }

  function tellStored(items: readonly OutboxItem[]): void {
    const byTable = new Map<string, string[]>();
    for (const { entry, outcome, onStored } of items) {
      onStored?.(outcome ?? 'applied');
      if (entry.change > 0) continue;
      const rowIds = byTable.get(entry.table) ?? [];
      byTable.set(entry.table, rowIds);
      rowIds.push(entry.rowId);
    }
    for (const [table, rowIds] of byTable) listeners.tell('stored', { table, rowIds });
  }

  const state = createState();
  function createState(): LogState {
    const seqs = new Map<string, number>();
    const takenClips = new Set<string>();
    let storage: EngineLink | undefined;
    let lastChange = 0;
    return {
      problem,
      now: page.now,
      newId,
      nextChange() {
        lastChange = Math.max(lastChange + 0.001, page.now() + Math.random());
        return lastChange;
      },
      beforeAppend: options.beforeAppend,
      nextSeq({ name }) {
        const seq = seqs.get(name) ?? 0;
        seqs.set(name, seq + 1);
        return seq;
      },
      send(item) {
        begin();
        outbox.add(item);
      },
      drop(table, reason) {
        listeners.tell('dropped', { table, reason, rowCount: 1 });
        if (problem === undefined) outbox.drop({ table, reason, rowCount: 1 });
      },
      engine,
      settled: outbox.settled,
      onRow(rowId, listener) {
        const ofRow = rows.get(rowId) ?? new Set();
        rows.set(rowId, ofRow);
        ofRow.add(listener);
        void link?.then((open) => {
          storage = open;
        });
        return () => {
          ofRow.delete(listener);
          if (ofRow.size === 0) rows.delete(rowId);
        };
      },
      storesNothing: () => storage?.storage() === 'memory',
      takeClip(recordingId, index) {
        const clip = `${recordingId}/${index}`;
        if (takenClips.has(clip)) return false;
        takenClips.add(clip);
        return true;
      },
    };
  }

  async function flush({ until = 'accepted', signal }: FlushOptions = {}): Promise<void> {
    const reached = outbox.settled().then(async () => (await engine()).flush(until));
    return signal === undefined ? reached : Promise.race([reached, aborted(signal)]);
  }

  const methods: LoggerMethods = {
    async record(given = {}) {
      begin();
      const { startRecording } = await import('./recorder.ts');
      const workletUrl = options.workletUrl?.toString();
      return startRecording({ engine, newId, now: page.now, workletUrl, report: page.report }, given);
    },
    async encode(input, { sampleRate } = {}) {
      begin();
      const { encodeInput } = await import('./encodeInput.ts');
      return encodeInput(await engine(), newId(), input, sampleRate);
    },
    async readClip({ recordingId, index }) {
      const bytes = await (await engine()).readClip(recordingId, index);
      return bytes && new Blob([bytes], { type: 'audio/flac' });
    },
    deleteRecording: async (recordingId) => (await engine()).deleteRecording(recordingId),
    flush,
    async stats() {
      await outbox.settled();
      const running = await engine();
      return { ...(await running.stats()), engine: (await link)?.where() ?? 'not started' };
    },
    on: listeners.on,
    async close() {
      if (link !== undefined) await outbox.settled().catch(() => {});
      isClosed = true;
      stopLife?.();
      exits.close();
      await (await link)?.close();
    },
  };

  if (problem !== undefined) page.soon(() => tellError(problem.code, problem.message));
  const doors = Object.entries<TableDefinition>(options?.tables ?? {}).filter(([key]) => !METHODS.has(key));
  return Object.assign(
    Object.fromEntries(doors.map(([key, table]) => [key, tableDoor(state, table)])),
    methods,
  ) as unknown as Logger<T>;
}

const NOTHING: ParsedOptions = {
  relay: '',
  dataset: '',
  tables: [],
  flushEveryMs: {},
  flushAt: { rowCount: 0, sizeBytes: 0 },
};

function parse(options: LoggerOptions<Tables>): { parsed: ParsedOptions; problem?: ParqueueError } {
  try {
    return { parsed: parseOptions(options, METHODS) };
  } catch (error) {
    const problem =
      error instanceof ParqueueError
        ? error
        : new ParqueueError('misconfigured', `createLogger: ${messageOf(error)}`);
    return { parsed: NOTHING, problem };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
