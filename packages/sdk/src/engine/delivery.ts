import type { TicketResponse } from '@parqueue/schema/wire';
import { ParqueueError } from '../api/errors.ts';
import { absorbExits } from '../journal/absorbExits.ts';
import { databaseName } from '../store/database.ts';
import type { Identity } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { gatedTransport } from '../upload/gatedTransport.ts';
import { createTicketKeeper } from '../upload/ticketKeeper.ts';
import { createAudioNews } from './audioNews.ts';
import type { EngineConfig, EngineEvent, EngineHost, EngineRestart, FlushTarget } from './engine.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { createFlushLoop, type FlushLoop } from './flushLoop.ts';
import { hasReached, takeSnapshot } from './progress.ts';
import { createReceiptNews } from './receiptNews.ts';
import { createReceiptWatch } from './receiptWatch.ts';
import { REVISE_AREAS, reviseRow } from './reviseRow.ts';
import { createSealer } from './sealer.ts';
import { createSender } from './sender.ts';
import { createShardLedger } from './shardLedger.ts';
import type { FlushScope } from './waiting.ts';

export interface DeliveryOptions {
  readonly config: EngineConfig;
  readonly host: EngineHost;
  readonly store: Store;
  readonly environment: EngineEnvironment;
  /** Whether anything may be sent. */
  readonly isGranted: () => boolean;
  /** The page life that revisions are numbered in. */
  readonly revisionClientId: string;
  /** A writer is broken: another engine must go on, as soon as this one can be spared. */
  readonly onBroken: (restart: EngineRestart) => void;
}

/** The way from the journal to the dataset: seals, sends, tries again, and asks what became of it. */
export interface Delivery {
  /** The identity that rows of this page life are bound to; null until the relay gave one. */
  identity(): Identity | null;
  /** Sends now what the scope names, and arranges the next try where that failed. Never rejects. */
  send(scope: FlushScope): Promise<void>;
  /** Takes in what pages wrote while they went away; gives whether nothing of that is left. Never rejects. */
  absorb(): Promise<boolean>;
  /** Resolves when everything stored by now has come as far as the target. */
  flush(target: FlushTarget): Promise<void>;
  /** Tells the page what other tabs did meanwhile with rows that it may ask for. */
  tellNews(): Promise<void>;
  /** Something changed, such as the network: what failed may work now. */
  reopen(): void;
  pauses: FlushLoop['pauses'];
  /** The relay's clock less this device's, in milliseconds, once a ticket came. */
  clockOffsetMs(): number | undefined;
  /** Forgets what became of rows long ago. */
  prune(): Promise<void>;
  /** Cuts off what is under way, and forgets whose rows these are. */
  forget(): void;
  stop(): void;
}

/** After a failure of our own, such as of the store, rather than of the network. */
const OWN_FAILURE_RETRY_MS = 10_000;

/** How often a flush looks whether its target is reached, at the most. */
const LOOK_AGAIN_MS = 250;

/** While rows wait for something here, such as a recording that runs, there is no use in sealing and sending all the time. */
const SEND_AGAIN_MS = 2_000;

/** While audio waits to save data, so often it is looked whether that is over. */
const SAVING_LOOK_MS = 60_000;

export function createDelivery(options: DeliveryOptions): Delivery {
  const { config, host, store, environment, revisionClientId, onBroken } = options;
  const { now, newId, schedule } = environment;
  const { emit, credential } = host;
  const { dataset, clientId, shardMaxRows = {} } = config;
  let cut = new AbortController();
  const transport = gatedTransport(
    environment.createTransport({ ...config, signal: () => cut.signal }),
    options.isGranted,
  );
  const ledger = createShardLedger(store, newId);
  const audioNews = createAudioNews(emit);
  const news = createReceiptNews({ store, clientIds: new Set([clientId, revisionClientId]), emit });
  const tickets = createTicketKeeper({ transport, dataset, credential, now, schedule });
  const sealer = createSealer({
    ...environment,
    store,
    shardMaxRows,
    onMissingAudio: (table, recordingId) => emit(missingAudioEvent(table, recordingId)),
    onDead: news.dead,
    onBroken,
  });
  const sender = createSender({ store, transport, tickets, ledger, news, emit, now });
  const lockName = `${databaseName(config.relay, dataset)}/flush`;
  const loop = createFlushLoop({
    store,
    sealer,
    sender,
    tickets,
    lockName,
    environment,
    emit,
    absorb,
    onTicket,
    isSavingData: () => config.respectSaveData === true && environment.isSavingData?.() === true,
    onSaving,
    onOwnFailure,
  });
  const ticket = async () => (options.isGranted() ? loop.ticket() : undefined);
  const receipts = createReceiptWatch({ store, transport, tickets, ledger, news, now, schedule, ticket });
  let identity: Identity | null = null;
  let clock: { readonly ticket: TicketResponse; readonly offsetMs: number } | undefined;
  let isStopped = false;
  let cancelRetry = () => {};
  let savingLook: (() => void) | undefined;
  let isSavingTold = false;

  function onTicket(held: TicketResponse): void {
    // One that is kept is given again, and is older then.
    if (clock?.ticket !== held) clock = { ticket: held, offsetMs: held.now - now() };
    receipts.intervalIs(held.limits.commitIntervalMs);
    audioNews(held);
    if (identity?.userId === held.userId) return;
    identity = { userId: held.userId, proof: held.identityProof };
    emit({ type: 'identity', detail: identity });
  }

  function onSaving(tables: ReadonlySet<string>): void {
    savingLook?.();
    savingLook = schedule(() => {
      savingLook = undefined;
      void send(tables).then(() => {
        isSavingTold = savingLook !== undefined;
      });
    }, SAVING_LOOK_MS);
    if (isSavingTold) return;
    isSavingTold = true;
    const reason = 'the browser asks to save data: audio waits until it does not, or for flush()';
    emit({ type: 'retry', detail: { reason, delayMs: SAVING_LOOK_MS } });
  }

  function onOwnFailure(error: unknown): void {
    // What was under way when the engine was closed fails, and that is no news.
    if (!isStopped) emit(failureEvent(error));
  }

  async function absorb(): Promise<boolean> {
    const parts = { clientId: revisionClientId, newId };
    const failures = await absorbExits(store, newId, {
      areas: REVISE_AREAS,
      revise: (transaction, change, tables) => reviseRow(transaction, change, tables, parts),
    });
    for (const failure of failures) emit(storageEvent(failure));
    return failures.length === 0;
  }

  async function send(scope: FlushScope, isAsked = false): Promise<number> {
    if (!options.isGranted()) {
      await absorb().catch(onOwnFailure);
      return 0;
    }
    const waitMs = await loop.flush(scope, isAsked).catch((error: unknown) => {
      onOwnFailure(error);
      return OWN_FAILURE_RETRY_MS;
    });
    await news.look().catch(onOwnFailure);
    cancelRetry();
    if (isStopped) return waitMs;
    if (waitMs > 0) cancelRetry = schedule(() => void send('all'), waitMs);
    receipts.look();
    return waitMs;
  }

  async function flush(target: FlushTarget): Promise<void> {
    if (target === 'stored') return;
    // What pages wrote as they went away is to be sent, too.
    await absorb().catch(onOwnFailure);
    const snapshot = await takeSnapshot(store);
    loop.reopen();
    let [sentAt, pauseMs] = [0, 0];
    for (;;) {
      // A clock that is put back meanwhile must not end the tries.
      if (now() < sentAt || now() >= sentAt + pauseMs) {
        pauseMs = Math.max(await send('all', true), SEND_AGAIN_MS);
        sentAt = now();
      }
      if (isStopped) throw new ParqueueError('closed', 'the logger was closed before everything was sent');
      if (await hasReached(store, snapshot, target)) return;
      await new Promise<void>((resolve) => schedule(resolve, LOOK_AGAIN_MS));
    }
  }

  return {
    identity: () => identity,
    send: async (scope) => void (await send(scope)),
    absorb: () =>
      absorb().catch((error: unknown) => {
        onOwnFailure(error);
        return false;
      }),
    flush,
    tellNews: news.look,
    reopen: loop.reopen,
    pauses: loop.pauses,
    clockOffsetMs: () => clock?.offsetMs,
    prune: () => ledger.prune(now()).catch(onOwnFailure),
    forget() {
      cut.abort(new Error('the consent was withdrawn'));
      cut = new AbortController();
      identity = null;
      tickets.forget();
    },
    stop() {
      isStopped = true;
      receipts.stop();
      cancelRetry();
      savingLook?.();
    },
  };
}

/** What a clip that is gone is to the page. */
function missingAudioEvent(table: string, recordingId: string): EngineEvent {
  const message = `${table}: recording ${recordingId} is gone from this device; its row is sent without`;
  return { type: 'error', detail: { code: 'clip_unknown', message } };
}

/** What a failure to store rows is to the page. */
function storageEvent(error: unknown): EngineEvent {
  const { name, message } = error as Error;
  if (name === 'QuotaExceededError') return { type: 'quota', detail: { kind: 'rows' } };
  const said = `the browser refuses to store rows (${message})`;
  return { type: 'error', detail: { code: 'storage_failed', message: said } };
}

/** What a failure on the way out is to the page. */
function failureEvent(error: unknown): EngineEvent {
  const { name, message } = error as Error;
  if (name === 'QuotaExceededError') return { type: 'quota', detail: { kind: 'rows' } };
  return { type: 'error', detail: { code: 'sending_failed', message: `sending failed: ${message}` } };
}
