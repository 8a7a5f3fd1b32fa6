import { quiet } from '../base/quiet.ts';
import { databaseName } from '../store/database.ts';
import { readAccount } from './account.ts';
import { createConsentGate } from './consentGate.ts';
import { deleteEverything } from './deleteEverything.ts';
import { deleteRow } from './deleteRow.ts';
import { createDelivery } from './delivery.ts';
import { diagnoseEngine } from './diagnoseEngine.ts';
import { dropUntaken } from './dropUntaken.ts';
import {
  ENGINE_VERSION,
  type Engine,
  type EngineConfig,
  type EngineHost,
  type EngineRestart,
} from './engine.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { createExports } from './exports.ts';
import { findLost, restoreTables, tellAside, tellDeleted } from './findLost.ts';
import { findRowState } from './findRow.ts';
import { createFlushSchedule } from './flushSchedule.ts';
import { guardStore } from './guardStore.ts';
import { holdLock } from './holdLock.ts';
import { startIdleWatch } from './idleWatch.ts';
import { createIntake } from './intake.ts';
import { keepConsent } from './keepConsent.ts';
import { readHeld } from './readHeld.ts';
import { createRecordings } from './recordings.ts';
import { recoverRecordings } from './recoverRecordings.ts';
import { createStorageRoom } from './storageRoom.ts';
import { startSweep } from './sweep.ts';
import { tellRecovered } from './tellRecovered.ts';

/** Rows of earlier visits are sent this long after the start: the page has better things to do first. */
const LEFTOVER_DELAY_MS = 1_000;

/** Shards that wait are sent, nothing is sealed. */
const NO_TABLES: ReadonlySet<string> = new Set();

/** The composition root of the engine: opens the store and wires the parts. */
export async function startEngine(
  config: EngineConfig,
  host: EngineHost,
  environment: EngineEnvironment,
): Promise<Engine> {
  const { clientId, tables } = config;
  const { newId, wasmRefusal } = environment;
  const name = databaseName(config.relay, config.dataset);
  const { openStore, now } = environment;
  const opened = await openStore(name, (deletion) => tellDeleted(deletion, host));
  const store = guardStore(opened, {
    newId,
    now,
    tables,
    onAside: (what) => tellAside(what, host),
  });
  const lifeLock = (id: string) => `${name}/life/${id}`;
  const endLife = holdLock(environment.locks, lifeLock(clientId));
  const revisionClientId = newId();
  const gate = createConsentGate(config.consent);
  const delivery = createDelivery({
    config,
    host,
    store,
    environment,
    isGranted: gate.isGranted,
    revisionClientId,
    onBroken,
  });
  const timing = createFlushSchedule({ ...config, environment, run: (due) => void delivery.send(due) });
  const room = createStorageRoom({ store, environment, quota: config.quota ?? {} });
  const intake = createIntake({
    store,
    room,
    clientId,
    revisionClientId,
    tables,
    identity: delivery.identity,
    absorb: delivery.absorb,
    timing,
    newId,
  });
  const recordings = createRecordings({ store, clientId, environment, emit: host.emit, room });
  const deletion = { store, gate, recordings, host };
  const forgetAll = () => {
    delivery.forget();
    return deleteEverything(deletion, 'consent_denied');
  };
  if (config.consent === 'denied') await forgetAll();
  await keepConsent(store, config.consent ?? 'granted');
  const sendLeftovers = async () => {
    await delivery.prune();
    await findLost(store, host).catch(() => {});
    await restoreTables(store, tables).catch(() => {});
    const { isRunning } = recordings;
    const { locks } = environment;
    const options = { store, environment, locks, isRunning, clientId, lifeLock };
    const recovered = await recoverRecordings(options).catch(() => []);
    // What pages wrote as they went away may want clips, too.
    await delivery.absorb();
    await dropUntaken(store, environment.now(), host.emit).catch(() => {});
    await tellRecovered(store, recovered, host.emit).catch(() => {});
    await delivery.send('all');
  };
  const cancelLeftovers = environment.schedule(() => void sendLeftovers(), LEFTOVER_DELAY_MS);

  const stopSweep = startSweep({
    store,
    schedule: environment.schedule,
    sendWaiting: () => delivery.send(NO_TABLES),
    onRows: (table) => timing.rowsWritten(table, 0, 0),
  });

  // What is in memory alone would go with the realm.
  const stopIdleWatch =
    store.kind === 'memory' || host.idle === undefined
      ? () => {}
      : startIdleWatch({
          store,
          schedule: environment.schedule,
          whenIdle: recordings.whenIdle,
          // The page hears everything before: nobody is there to tell it afterwards.
          onIdle: () => void quiet(delivery.tellNews().then(() => host.idle?.())),
        });

  /** A recording under way lives in this realm: the new one waits for its end. */
  function onBroken(restart: EngineRestart): void {
    recordings.whenIdle(() => host.restart(restart));
  }

  return {
    hello: async () => ({ version: ENGINE_VERSION, storage: store.kind, wasmRefusal }),
    write(entries, drops) {
      const write = () => intake.write(entries, drops);
      // Without their rows, changes leave nothing, nor do counts.
      return entries.some(({ change }) => change === 0) ? gate.takeIn(write) : write();
    },
    flush: delivery.flush,
    rowState: (table, rowId) => findRowState(store, table, rowId),
    changeRow: (change) => gate.takeIn(() => intake.change(change)),
    async deleteRow(table, rowId) {
      // The page of the row may have written it, or more of it, as it went.
      await delivery.absorb();
      return deleteRow(store, table, rowId);
    },
    async setConsent(next) {
      gate.set(next);
      if (next === 'denied') return forgetAll();
      await keepConsent(store, next);
      delivery.reopen();
      void delivery.send('all');
    },
    clear: () => deleteEverything(deletion, 'cleared'),
    stats: async () => ({
      ...(await readAccount(store)),
      storage: { kind: store.kind, ...(await readHeld(store)), ...(await environment.estimateStorage()) },
    }),
    diagnose: () => diagnoseEngine(store, delivery.pauses(), delivery.clockOffsetMs()),
    exportNext: createExports({ ...environment, store }, delivery.absorb),
    startRecording: (start) => gate.takeIn(() => recordings.start(start)),
    attachCapture: async (recordingId, port) => recordings.attach(recordingId, port),
    async finishRecording(recordingId, isCut) {
      const clips = await recordings.finish(recordingId, isCut);
      intake.hurryAudio();
      return clips;
    },
    deleteRecording: recordings.delete,
    encode: (...given) => gate.takeIn(() => recordings.encode(...given)),
    readClip: recordings.read,
    async notice(event) {
      if (event === 'hidden') await recordings.flushBlocks();
      if (event === 'online') delivery.reopen();
      // A page that is looked at again has not more to send than before; what is overdue goes.
      if (event === 'visible') timing.catchUp();
      await delivery.send(event === 'visible' ? NO_TABLES : 'all');
    },
    async close() {
      cancelLeftovers();
      stopSweep();
      stopIdleWatch();
      timing.stop();
      await recordings.close();
      delivery.stop();
      endLife();
      store.close();
    },
  };
}
