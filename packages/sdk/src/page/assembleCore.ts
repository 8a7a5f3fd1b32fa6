import { closedError, ParqueueError } from '../api/errors.ts';
import type { ExportOptions, FlushOptions, LoggerMethods } from '../api/logger.ts';
import type { LoggerOptions, Tables } from '../api/loggerOptions.ts';
import type { Stats } from '../api/stats.ts';
import type { ConsentChannel } from '../browser/consentChannel.ts';
import type { PageEnvironment } from '../browser/pageEnvironment.ts';
import { ENGINE_VERSION, type EngineConfig, type EngineHost, type FlushTarget } from '../engine/engine.ts';
import type { ExitWriter } from '../entry/exitWriter.ts';
import type { Listeners } from '../entry/listeners.ts';
import type { Said } from '../entry/said.ts';
import { databaseName } from '../store/database.ts';
import type { Identity } from '../store/records.ts';
import { appendRow } from './appendRow.ts';
import type { AudioMethods, AudioParts } from './audioMethods.ts';
import { type BackgroundSync, createBackgroundSync } from './backgroundSync.ts';
import type { EngineLink, EngineLinkOptions } from './engineLink.ts';
import { createEventLog, type EventLog } from './eventLog.ts';
import { createExitWrite } from './exitWrite.ts';
import { createFoundChanges } from './foundChanges.ts';
import { createEngineEar } from './hearEngine.ts';
import { createLogState } from './logState.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { type ParsedOptions, readOptions } from './parseOptions.ts';
import { createPrivacy } from './privacy.ts';
import { type RowCalls, rowCalls } from './rowCalls.ts';
import { createRowSteps } from './rowSteps.ts';
import { createStorageNews } from './storageNews.ts';

/** The methods of a logger that need the core. */
export type CoreMethods = Omit<LoggerMethods, 'on' | 'close'>;

/** What a logger does once it is used; its entry keeps what is said until this has loaded. */
export interface Core extends RowCalls {
  readonly methods: CoreMethods;
  /** Takes a row in; what became of it stands in `said.ref.known`. */
  append(said: Said): void;
  /** The page goes away, comes back, or is online again. */
  follow(moment: 'leaving' | 'back' | 'online'): void;
  /** Writes what is not stored, at once: it is about to end. */
  writeUnstored(): void;
  close(): Promise<void>;
}

/** What the entry shares with the core. */
export interface CoreHost {
  readonly options: LoggerOptions<Tables>;
  /** Names that no table may have on the logger. */
  readonly taken: ReadonlySet<string>;
  readonly page: PageEnvironment;
  readonly newId: () => string;
  readonly clientId: () => string;
  readonly listeners: Listeners;
  readonly exits: ExitWriter;
}

/** What a page has otherwise than a process. */
export interface CoreParts {
  readonly audio: (options: LoggerOptions<Tables>, page: PageEnvironment, parts: AudioParts) => AudioMethods;
  readonly openLink: (host: CoreHost, parts: LinkParts) => EngineLink;
  readonly openChannel: (databaseName: string, onDenied: () => void) => ConsentChannel;
}

export interface LinkParts extends Pick<EngineLinkOptions, 'isRecording' | 'onDegraded' | 'onRestarted'> {
  readonly config: () => EngineConfig;
  readonly host: Pick<EngineHost, 'credential' | 'emit'>;
}

/** Wires what a logger is made of. */
export function assembleCore(host: CoreHost, parts: CoreParts): Core {
  const { options, taken, page, newId, clientId, exits } = host;
  const events = createEventLog(page.now);
  const sync = createBackgroundSync(options?.backgroundSync, () => privacy.consent() === 'granted');
  const listeners = listened(host, events, sync);
  const { parsed, problem } = readOptions(options, taken);
  const steps = createRowSteps();
  const storage = createStorageNews(listeners, () => storesNothing());
  const outbox = createOutbox({
    engine,
    schedule: page.schedule,
    onWritten: storage.stored,
    onFailure: storage.failed,
  });
  const changes = createFoundChanges({
    engine,
    settled: outbox.settled,
    refusal: () => (isClosed ? closedError() : privacy.refusal()),
    schedule: page.schedule,
    onFailure: storage.failed,
  });
  const whose: { identity: Identity | null } = { identity: null };
  let link: EngineLink | undefined;
  let closing: Promise<void> | undefined;
  let isClosed = false;
  const storesNothing = () => link?.storage() === 'memory';
  const setIdentity = (identity: Identity | null) => Object.assign(whose, { identity });
  const { cancelAll, endFull, isRecording, relayTakes, ...audio } = parts.audio(options, page, {
    engine,
    newId,
    wasmRefusal: () => link?.wasmRefusal(),
    refused: () => privacy.refusal(),
  });
  const privacy = createPrivacy({
    initial: options?.consent ?? 'granted',
    engine,
    outbox,
    steps,
    cancelRecordings: cancelAll,
    forgetIdentity: () => setIdentity(null),
    openChannel: (onDenied) => parts.openChannel(databaseName(parsed.relay, parsed.dataset), onDenied),
  });

  const state = createLogState({
    refusal: () => problem ?? (closing ? closedError() : privacy.refusal()),
    engine,
    settled: outbox.settled,
    steps,
    storesNothing,
    send: outbox.add,
    changeFound: changes.make,
    drop(table, reason) {
      listeners.tell('dropped', { table, reason, rowCount: 1 });
      if (problem === undefined && closing === undefined) outbox.drop(table, reason);
    },
  });

  const hear = createEngineEar({
    listeners,
    steps,
    storesNothing,
    onIdentity: setIdentity,
    onAudioPolicy: relayTakes,
    onFull: storage.full,
    onAudioFull: endFull,
    onRoom: outbox.hurry,
  });

  function openLink(): EngineLink {
    privacy.listen();
    link ??= parts.openLink(host, {
      config: () => ({
        ...parsed,
        consent: privacy.consent(),
        version: ENGINE_VERSION,
        clientId: clientId(),
      }),
      host: { credential: async () => options.ticket?.(), emit: hear },
      isRecording,
      onRestarted: (detail) => listeners.tell('restarted', detail),
      onDegraded: (detail) => listeners.tell('degraded', detail),
    });
    return link;
  }

  async function engine() {
    if (problem || isClosed) throw problem ?? closedError();
    return openLink().engine();
  }

  const stats = statsMethod(outbox, engine, () => link?.where() ?? 'not started');
  const writeUnstored = createExitWrite({
    outbox,
    changes,
    exits,
    tables: parsed.tables,
    identity: () => whose.identity,
    mayWrite: () => !storesNothing() && !privacy.refusal(),
  });

  function follow(moment: 'leaving' | 'back' | 'online'): void {
    if (moment === 'leaving') writeUnstored();
    if (moment === 'leaving') sync?.leave(outbox.waiting().entries.length + changes.waiting().length > 0);
    if (problem === undefined && !isClosed) link?.notice(NOTICE[moment]).catch(() => {});
  }

  async function close(): Promise<void> {
    const late = new Promise<void>((resolve) => void page.schedule(resolve, CLOSE_TIMEOUT_MS));
    await Promise.race([outbox.settled().then(changes.settled), late]);
    isClosed = true;
    writeUnstored();
    outbox.stop(closedError());
    await link?.close();
    steps.end(closedError());
    privacy.close();
  }

  if (problem !== undefined) listeners.tell('error', { error: problem });
  // What an earlier visit left is deleted as the engine starts.
  else if (privacy.refusal()) engine().catch(storage.failed);
  return {
    ...rowCalls(state),
    append: (said) => appendRow(state, said),
    follow,
    writeUnstored,
    methods: {
      ...audio,
      setConsent: privacy.setConsent,
      clear: privacy.clear,
      flush: ({ until = 'accepted', signal }: FlushOptions = {}) =>
        abortable(flush(outbox, engine, storesNothing, until), signal),
      stats,
      export: exportMethod({ outbox, engine, parsed, host }),
      diagnose: async () =>
        (await import('./diagnose.ts')).diagnose({ host, parsed, problem, outbox, engine, stats, events }),
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

const statsMethod =
  (outbox: Outbox, engine: EngineLink['engine'], where: () => Stats['engine']) =>
  async (): Promise<Stats> => {
    await outbox.settled();
    const account = await (await engine()).stats();
    return { ...account, engine: where() };
  };

interface ExportMethodParts {
  readonly outbox: Outbox;
  readonly engine: EngineLink['engine'];
  readonly parsed: ParsedOptions;
  readonly host: Pick<CoreHost, 'newId' | 'page'>;
}

const exportMethod = ({ outbox, engine, parsed, host }: ExportMethodParts): CoreMethods['export'] =>
  (async (given?: ExportOptions) => {
    await outbox.settled();
    const { exportAll } = await import('./exportAll.ts');
    const { relay, dataset } = parsed;
    const parts = { engine: await engine(), exportId: host.newId(), at: host.page.now(), relay, dataset };
    return exportAll(parts, given);
  }) as CoreMethods['export'];

/** Tells as before, and keeps what was told for a diagnosis. */
function listened(
  { options, listeners, page }: CoreHost,
  events: EventLog,
  sync?: BackgroundSync,
): Listeners {
  return {
    on: listeners.on,
    tell(kind, detail) {
      const event = events.note(kind, detail);
      sync?.hear(kind, detail);
      if (options?.debug === true)
        import('./printLine.ts').then(({ printLine }) => printLine(event), page.report);
      listeners.tell(kind, detail);
    },
  };
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

const NOTICE = { leaving: 'hidden', back: 'visible', online: 'online' } as const;

function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
