import { ParqueueError } from '../api/errors.ts';
import { databaseName } from '../store/database.ts';
import { createDelivery } from './delivery.ts';
import { ENGINE_VERSION, type EngineConfig, type EngineHost } from './engine.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { guardStore } from './guardStore.ts';
import { isWithheld } from './keepConsent.ts';
import { hasReached, takeSnapshot } from './progress.ts';

export interface SendWaitingOptions extends Pick<EngineConfig, 'relay' | 'dataset' | 'respectSaveData'> {
  readonly credential: EngineHost['credential'];
  /** A recording that was cut off waits for a page: no codec is asked for. */
  readonly environment: Omit<EngineEnvironment, 'loadAudio'>;
}

/** So long the relay has to commit what it just took, while it is asked; a receipt that comes later is a page's to ask for. */
const RECEIPT_WAIT_MS = 2_000;
const LOOK_AGAIN_MS = 250;

/**
 * Sends what waits, once, where no page is; nothing while the consent is pending. Nothing is told: what becomes of rows stands in the store, and a page finds it there.
 *
 * @throws {ParqueueError} `sending_failed` when something is left over, `storage_failed` where there is no database.
 */
export async function sendWaiting({ credential, environment, ...where }: SendWaitingOptions): Promise<void> {
  const { newId, now, schedule } = environment;
  const opened = await environment.openStore(databaseName(where.relay, where.dataset), () => {});
  if (opened.kind === 'memory') {
    opened.close();
    throw new ParqueueError('storage_failed', 'the browser gives no database here');
  }
  const isPending = await isWithheld(opened);
  if (isPending) return opened.close();
  let reason = 'rows are not complete yet, or wait for their recording';
  const store = guardStore(opened, { newId, now, tables: [], onAside: () => {} });
  const delivery = createDelivery({
    config: {
      ...where,
      version: ENGINE_VERSION,
      clientId: newId(),
      tables: [],
      flushEveryMs: {},
      flushAt: { rowCount: 1, sizeBytes: 1 },
    },
    host: {
      credential,
      emit(event) {
        if (event.type === 'retry') reason = event.detail.reason;
        if (event.type === 'error') reason = event.detail.message;
      },
      restart: () => {},
    },
    store,
    isGranted: () => true,
    revisionClientId: newId(),
    environment: { ...environment, loadAudio: noAudio },
    onBroken: (broken) => {
      reason = broken.reason;
    },
  });
  try {
    await delivery.absorb();
    const waiting = await takeSnapshot(store);
    await delivery.send('all');
    if (!(await hasReached(store, waiting, 'accepted')))
      throw new ParqueueError('sending_failed', `something is left over: ${reason}`);
    for (let waitedMs = 0; waitedMs < RECEIPT_WAIT_MS; waitedMs += LOOK_AGAIN_MS) {
      if (await hasReached(store, waiting, 'committed')) return;
      await new Promise<void>((resolve) => schedule(resolve, LOOK_AGAIN_MS));
    }
  } finally {
    delivery.stop();
    store.close();
  }
}

const noAudio = async () => {
  throw new ParqueueError('audio_unsupported', 'nothing is recorded or recovered without a page');
};
