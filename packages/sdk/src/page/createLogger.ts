import type { TableDefinition } from '@parqueue/schema';
import { ParqueueError } from '../api/errors.ts';
import type { FlushOptions, Logger, LoggerMethods, LoggerOptions, Tables } from '../api/logger.ts';
import type { Stats } from '../api/stats.ts';
import { quiet } from '../base/quiet.ts';
import { createUuid7 } from '../base/uuid7.ts';
import { pageEnvironment } from '../browser/pageEnvironment.ts';
import { spawnWorker } from '../browser/spawnWorker.ts';
import { ENGINE_VERSION, type EngineEvent, type FlushTarget } from '../engine/engine.ts';
import { databaseName } from '../store/database.ts';
import type { Identity } from '../store/records.ts';
import { audioMethods } from './audioMethods.ts';
import type { EngineLink } from './engineLink.ts';
import { createExitWriter } from './exitWriter.ts';
import { createListeners } from './listeners.ts';
import { createLogState } from './logState.ts';
import { createOutbox, type Outbox, type OutboxItem } from './outbox.ts';
import { type ParsedOptions, readOptions } from './parseOptions.ts';
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
  const { parsed, problem } = readOptions(options, METHODS);
  const core = createCore(options, parsed, problem);
  const doors = Object.entries<unknown>(options?.tables ?? {}).filter(([key]) => !METHODS.has(key));
  return Object.assign(
    Object.fromEntries(doors.map(([key, table]) => [key, tableDoor(core.state, tableOr(key, table))])),
    core.methods,
  ) as unknown as Logger<T>;
}

/** The table; where something else was given, one without columns, so that there is a door that refuses. */
const tableOr = (name: string, given: unknown): TableDefinition =>
  ({ name, features: {}, merge: {}, ...(typeof given === 'object' ? given : {}) }) as TableDefinition;

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
  const outbox = createOutbox({ engine, schedule: page.schedule, onWritten, onFailure });
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
  let closing: Promise<void> | undefined;
  let isClosed = false;
  const storesNothing = () => link?.storage() === 'memory';

  const state = createLogState({
    refusal: () => problem ?? (closing && closedError()),
    now: page.now,
    newId,
    beforeAppend: options?.beforeAppend,
    engine,
    settled: outbox.settled,
    steps,
    storesNothing,
    send(item) {
      begin();
      outbox.add(item);
    },
    drop(table, reason) {
      listeners.tell('dropped', { table, reason, rowCount: 1 });
      if (problem !== undefined || closing !== undefined) return;
      begin();
      outbox.drop(table, reason);
    },
  });

  const openLink = once(async () => {
    const { createEngineLink } = await import('./engineLink.ts');
    link = createEngineLink({
      config: { ...parsed, version: ENGINE_VERSION, clientId: clientId() },
      host: { credential: async () => options.ticket?.(), emit: hear },
      spawnWorker: () => spawnWorker(options.workerUrl),
      startOnPage: async (config, host) => (await import('./startOnPage.ts')).startOnPage(config, host),
      onDegraded: (detail) => listeners.tell('degraded', detail),
      schedule: page.schedule,
    });
    return link;
  });

  async function engine() {
    if (problem !== undefined) throw problem;
    if (isClosed) throw closedError();
    begin();
    return (await openLink()).engine();
  }

  /** What the engine holds in memory alone is sent by it alone: written here, too, a later visit would send it again. */
  function writeUnstored(): void {
    if (!storesNothing()) exits.write(outbox.waiting(), identity);
  }

  /** The first use: from here on the page's life is followed. */
  function begin(): void {
    if (stopLife !== undefined || isClosed || problem !== undefined) return;
    exits.prepare();
    stopLife = page.onLife((moment) => {
      if (moment === 'leaving') writeUnstored();
      if (link === undefined) return;
      engine()
        .then((running) => running.notice(NOTICE[moment]))
        .catch(() => {});
    });
  }

  function hear(event: EngineEvent): void {
    switch (event.type) {
      case 'identity':
        identity = event.detail;
        return;
      case 'ended': {
        const { rowIds, reason } = event.detail;
        steps.tell(rowIds, new ParqueueError('shard_refused', reason));
        return;
      }
      case 'error': {
        const { code, message } = event.detail;
        listeners.tell('error', { error: new ParqueueError(code, message) });
        return;
      }
      case 'accepted':
        steps.tell(event.detail.rowIds, { kind: 'accepted' });
        if (storesNothing()) listeners.tell('stored', event.detail);
        break;
      case 'committed':
        steps.tell(event.detail.rowIds, { ...event.detail, kind: 'committed' });
    }
    listeners.tell(event.type, event.detail as never);
  }

  function onWritten(items: readonly OutboxItem[]): void {
    if (storesNothing()) return;
    const rows = items.filter(({ entry }) => entry.change === 0).map(({ entry }) => entry);
    for (const table of new Set(rows.map((entry) => entry.table))) {
      const rowIds = rows.filter((entry) => entry.table === table).map(({ rowId }) => rowId);
      listeners.tell('stored', { table, rowIds });
    }
  }

  function onFailure(error: unknown): void {
    if ((error as Error).name === 'QuotaExceededError') listeners.tell('quota', { kind: 'rows' });
    const message = `rows could not be stored yet: ${messageOf(error)}`;
    listeners.tell('error', { error: new ParqueueError('storage_failed', message, { cause: error }) });
  }

  async function close(): Promise<void> {
    const late = new Promise<void>((resolve) => void page.schedule(resolve, CLOSE_TIMEOUT_MS));
    if (stopLife !== undefined) await Promise.race([outbox.settled(), late]);
    isClosed = true;
    stopLife?.();
    writeUnstored();
    outbox.stop(closedError());
    exits.close();
    await link?.close();
    steps.end(closedError());
  }

  if (problem !== undefined) page.schedule(() => listeners.tell('error', { error: problem }), 0);
  const methods: LoggerMethods = {
    ...audioMethods(options, page, { engine, newId }),
    flush: ({ until = 'accepted', signal }: FlushOptions = {}) =>
      quiet(abortable(flush(outbox, engine, storesNothing, until), signal)),
    stats: () => quiet(stats()),
    on: listeners.on,
    close() {
      closing ??= quiet(close());
      return closing;
    },
  };
  return { state, methods };

  async function stats(): Promise<Stats> {
    await outbox.settled();
    const account = await (await engine()).stats();
    return { ...account, engine: link?.where() ?? 'not started' };
  }
}

/** A worker that is replaced meanwhile takes its flush with it; the next one goes on. */
async function flush(
  outbox: Outbox,
  engine: EngineLink['engine'],
  storesNothing: () => boolean,
  until: FlushTarget,
): Promise<void> {
  for (;;) {
    await outbox.settled();
    const running = await engine();
    try {
      return await running.flush(until === 'stored' && storesNothing() ? 'accepted' : until);
    } catch (error) {
      if (!(error instanceof ParqueueError && error.code === 'engine_failed')) throw error;
    }
  }
}

/** So long a closing logger waits for the store. */
const CLOSE_TIMEOUT_MS = 5_000;

const closedError = () => new ParqueueError('closed', 'the logger was closed');

const NOTICE = { leaving: 'hidden', back: 'visible', online: 'online' } as const;

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
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
