import type { TableDefinition } from '@parqueue/schema';
import { ParqueueError } from '../api/errors.ts';
import type { FlushOptions, Logger, LoggerMethods, LoggerOptions, Tables } from '../api/logger.ts';
import { createUuid7 } from '../base/uuid7.ts';
import { type PageEnvironment, pageEnvironment } from '../browser/pageEnvironment.ts';
import { spawnWorker } from '../browser/spawnWorker.ts';
import { ENGINE_VERSION, type EngineEvent } from '../engine/engine.ts';
import { databaseName } from '../store/database.ts';
import type { Identity } from '../store/records.ts';
import type { EngineLink } from './engineLink.ts';
import { createExitWriter } from './exitWriter.ts';
import { createListeners } from './listeners.ts';
import { createLogState } from './logState.ts';
import { createOutbox, type OutboxItem } from './outbox.ts';
import { type ParsedOptions, parseOptions } from './parseOptions.ts';
import { createRowSteps } from './rowSteps.ts';
import { tableDoor } from './tableDoor.ts';

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
  const { parsed, problem } = parse(options);
  const core = createCore(options, parsed, problem);
  const doors = Object.entries<TableDefinition>(options?.tables ?? {}).filter(([key]) => !METHODS.has(key));
  return Object.assign(
    Object.fromEntries(doors.map(([key, table]) => [key, tableDoor(core.state, table)])),
    core.methods,
  ) as unknown as Logger<T>;
}

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

/** The composition root of the page. */
function createCore(
  options: LoggerOptions<Tables>,
  parsed: ParsedOptions,
  problem: ParqueueError | undefined,
) {
  const page = pageEnvironment();
  const newId = createUuid7(page.now, page.fillRandom);
  const listeners = createListeners(page.report);
  const steps = createRowSteps();
  const clientId = once(newId);
  const outbox = createOutbox({ engine, soon: page.soon, onWritten, onFailure });
  const exits = createExitWriter({
    indexedDB: page.indexedDB,
    databaseName: problem === undefined ? databaseName(parsed.relay, parsed.dataset) : '',
    clientId,
    tables: parsed.tables,
    newId,
  });
  let identity: Identity | null = null;
  let link: EngineLink | undefined;
  let stopLife: (() => void) | undefined;
  let isClosed = false;

  const state = createLogState({
    problem,
    now: page.now,
    newId,
    beforeAppend: options?.beforeAppend,
    engine,
    settled: outbox.settled,
    steps,
    storesNothing: () => link?.storage() === 'memory',
    send(item) {
      begin();
      outbox.add(item);
    },
    drop(table, reason) {
      listeners.tell('dropped', { table, reason, rowCount: 1 });
      if (problem === undefined) outbox.drop({ table, reason, rowCount: 1 });
    },
  });

  const openLink = once(async () => {
    const { createEngineLink } = await import('./engineLink.ts');
    const config = { ...parsed, version: ENGINE_VERSION, clientId: clientId() };
    const host = { credential: async () => options.ticket?.(), emit: hear };
    link = createEngineLink({
      config,
      host,
      spawnWorker: () => spawnWorker(options.workerUrl),
      startOnPage: async () => (await import('./startOnPage.ts')).startOnPage(config, host),
      onDegraded: (detail) => listeners.tell('degraded', detail),
    });
    return link;
  });

  async function engine() {
    if (problem !== undefined) throw problem;
    if (isClosed) throw new ParqueueError('closed', 'the logger was closed');
    begin();
    return (await openLink()).engine();
  }

  /** The first use: from here on the page's life is followed. */
  function begin(): void {
    if (stopLife !== undefined || isClosed || problem !== undefined) return;
    exits.prepare();
    stopLife = page.onLife((moment) => {
      if (moment === 'leaving') exits.write(outbox.waiting(), identity);
      if (link === undefined) return;
      engine()
        .then((running) => running.notice(NOTICE[moment]))
        .catch(() => {});
    });
  }

  function hear(event: EngineEvent): void {
    if (event.type === 'identity') identity = event.detail;
    else if (event.type === 'error') {
      const { code, message } = event.detail;
      listeners.tell('error', { error: new ParqueueError(code, message) });
    } else {
      if (event.type === 'accepted') steps.tell(event.detail.rowIds, { kind: 'accepted' });
      if (event.type === 'committed') steps.tell(event.detail.rowIds, { kind: 'committed', ...event.detail });
      listeners.tell(event.type, event.detail as never);
    }
  }

  function onWritten(items: readonly OutboxItem[]): void {
    for (const { outcome, onStored } of items) onStored?.(outcome ?? 'applied');
    const rows = items.filter(({ entry }) => entry.change === 0).map(({ entry }) => entry);
    for (const table of new Set(rows.map((entry) => entry.table))) {
      const rowIds = rows.filter((entry) => entry.table === table).map(({ rowId }) => rowId);
      listeners.tell('stored', { table, rowIds });
    }
  }

  function onFailure(error: unknown): void {
    const message = `rows could not be stored yet: ${messageOf(error)}`;
    listeners.tell('error', { error: new ParqueueError('storage_failed', message, { cause: error }) });
  }

  async function close(): Promise<void> {
    if (link !== undefined) await outbox.settled();
    isClosed = true;
    stopLife?.();
    exits.close();
    await link?.close();
  }

  if (problem !== undefined) page.soon(() => listeners.tell('error', { error: problem }));
  const methods: LoggerMethods = {
    ...audioMethods(options, page, { engine, newId }),
    flush: ({ until = 'accepted', signal }: FlushOptions = {}) =>
      abortable(
        outbox.settled().then(async () => (await engine()).flush(until)),
        signal,
      ),
    async stats() {
      await outbox.settled();
      const stats = await (await engine()).stats();
      return { ...stats, engine: link?.where() ?? 'not started' };
    },
    on: listeners.on,
    close,
  };
  return { state, methods };
}

const NOTICE = { leaving: 'hidden', back: 'visible', online: 'online' } as const;

/** The doors of audio, loaded when they are first used. */
function audioMethods(
  options: LoggerOptions<Tables>,
  page: PageEnvironment,
  { engine, newId }: { engine: EngineLink['engine']; newId: () => string },
): Pick<LoggerMethods, 'record' | 'encode' | 'readClip' | 'deleteRecording'> {
  return {
    async record(given = {}) {
      const { startRecording } = await import('./recorder.ts');
      const workletUrl = options.workletUrl?.toString();
      return startRecording({ engine, newId, now: page.now, workletUrl, report: page.report }, given);
    },
    async encode(input, { sampleRate } = {}) {
      const { encodeInput } = await import('./encodeInput.ts');
      return encodeInput(await engine(), newId(), input, sampleRate);
    },
    async readClip({ recordingId, index }) {
      const bytes = await (await engine()).readClip(recordingId, index);
      return bytes && new Blob([bytes], { type: 'audio/flac' });
    },
    deleteRecording: async (recordingId) => (await engine()).deleteRecording(recordingId),
  };
}

const NOTHING: ParsedOptions = {
  relay: '',
  dataset: '',
  tables: [],
  flushEveryMs: {},
  flushAt: { rowCount: 0, sizeBytes: 0 },
};

function parse(options: LoggerOptions<Tables>): {
  parsed: ParsedOptions;
  problem: ParqueueError | undefined;
} {
  try {
    return { parsed: parseOptions(options, METHODS), problem: undefined };
  } catch (error) {
    const problem =
      error instanceof ParqueueError
        ? error
        : new ParqueueError('misconfigured', `createLogger: ${messageOf(error)}`);
    return { parsed: NOTHING, problem };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const aborted = new Promise<never>((_, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  return Promise.race([work, aborted]);
}
