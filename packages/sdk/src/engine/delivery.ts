import type { TicketResponse } from '@parqueue/schema/wire';
import { absorbExits } from '../journal/absorbExits.ts';
import { databaseName } from '../store/database.ts';
import type { Identity } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { createTicketKeeper } from '../upload/ticketKeeper.ts';
import type { EngineConfig, EngineEvent, EngineHost, FlushTarget } from './engine.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { createFlushLoop, type FlushScope } from './flushLoop.ts';
import { hasReached, takeSnapshot } from './progress.ts';
import { createReceiptWatch } from './receiptWatch.ts';
import { createSealer } from './sealer.ts';
import { createSender } from './sender.ts';
import { createShardLedger } from './shardLedger.ts';

export interface DeliveryOptions {
  readonly config: EngineConfig;
  readonly host: EngineHost;
  readonly store: Store;
  readonly environment: EngineEnvironment;
}

/** The way from the journal to the dataset: seals, sends, tries again, and asks what became of it. */
export interface Delivery {
  /** The identity that rows of this page life are bound to; null until the relay gave one. */
  identity(): Identity | null;
  /** Sends now what the scope names, and arranges the next try where that failed. Never rejects. */
  send(scope: FlushScope): Promise<void>;
  /** Resolves when everything stored by now has come as far as the target. */
  flush(target: FlushTarget): Promise<void>;
  /** Something changed, such as the network: what failed may work now. */
  reopen(): void;
  stop(): void;
}

/** After a failure of our own, such as of the store, rather than of the network. */
const OWN_FAILURE_RETRY_MS = 10_000;

/** How often a flush looks whether its target is reached, at the most. */
const LOOK_AGAIN_MS = { stored: 0, accepted: 50, committed: 250 } as const;

export function createDelivery({ config, host, store, environment }: DeliveryOptions): Delivery {
  const { now, newId, schedule } = environment;
  const { emit } = host;
  const transport = environment.createTransport(config);
  const ledger = createShardLedger(store, newId);
  const tickets = createTicketKeeper({
    transport,
    dataset: config.dataset,
    credential: host.credential,
    now,
  });
  const sealer = createSealer(store, { ...environment, onMissingAudio });
  const sender = createSender({ store, transport, tickets, ledger, emit, now });
  const lockName = `${databaseName(config.relay, config.dataset)}/flush`;
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
  });
  const receipts = createReceiptWatch({ store, transport, ledger, emit, now, schedule, ticket: loop.ticket });
  let identity: Identity | null = null;
  let cancelRetry = () => {};

  function onMissingAudio(table: string, recordingId: string): void {
    const message = `${table}: recording ${recordingId} is gone from this device; its row is sent without`;
    emit({ type: 'error', detail: { code: 'clip_unknown', message } });
  }

  function onTicket(ticket: TicketResponse): void {
    receipts.intervalIs(ticket.limits.commitIntervalMs);
    if (identity?.userId === ticket.userId) return;
    identity = { userId: ticket.userId, proof: ticket.identityProof };
    emit({ type: 'identity', detail: identity });
  }

  async function absorb(): Promise<void> {
    const { failures } = await absorbExits(store, newId);
    for (const failure of failures) emit(storageEvent(failure));
  }

  async function attempt(scope: FlushScope): Promise<number> {
    try {
      await ledger.prune(now());
      return await loop.flush(scope);
    } catch (error) {
      const message = `sending failed: ${(error as Error).message}`;
      emit({ type: 'error', detail: { code: 'sending_failed', message } });
      return OWN_FAILURE_RETRY_MS;
    }
  }

  async function send(scope: FlushScope): Promise<number> {
    const waitMs = await attempt(scope);
    cancelRetry();
    if (waitMs > 0) cancelRetry = schedule(() => void send('all'), waitMs);
    receipts.look();
    return waitMs;
  }

  async function flush(target: FlushTarget): Promise<void> {
    if (target === 'stored') return;
    const snapshot = await takeSnapshot(store);
    loop.reopen();
    for (;;) {
      const waitMs = await send('all');
      if (target === 'committed') await receipts.pollNow();
      if (await hasReached(store, snapshot, target)) return;
      const pauseMs = Math.max(waitMs, LOOK_AGAIN_MS[target]);
      await new Promise<void>((resolve) => schedule(resolve, pauseMs));
    }
  }

  return {
    identity: () => identity,
    send: async (scope) => void (await send(scope)),
    flush,
    reopen: loop.reopen,
    stop() {
      receipts.stop();
      cancelRetry();
    },
  };
}

/** What a failure of the store is to the page. */
function storageEvent(error: unknown): EngineEvent {
  const { name, message } = error as Error;
  return name === 'QuotaExceededError'
    ? { type: 'quota', detail: { kind: 'rows' } }
    : {
        type: 'error',
        detail: { code: 'storage_failed', message: `the browser refuses to store rows (${message})` },
      };
}
