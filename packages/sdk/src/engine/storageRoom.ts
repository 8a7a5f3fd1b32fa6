import { ParqueueError } from '../api/errors.ts';
import type { Store } from '../store/store.ts';
import type { EngineConfig } from './engine.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { type Held, readHeld } from './readHeld.ts';

export interface StorageRoomOptions {
  readonly store: Store;
  readonly environment: Pick<EngineEnvironment, 'estimateStorage' | 'now'>;
  /** Bytes that each may take here; left out, as many as the browser gives. */
  readonly quota: NonNullable<EngineConfig['quota']>;
}

/**
 * How much more may be stored. Rows and audio have budgets of their own, and audio leaves the last of what the browser gives to rows. What
 * makes room in the end is never asked: files, receipts, what pages write as they go.
 */
export interface StorageRoom {
  /** @throws {DOMException} `QuotaExceededError`, as the browser does when it is full. */
  takeRows(sizeBytes: number): Promise<void>;
  /** @throws {DOMException} `QuotaExceededError`, as the browser does when it is full. */
  takeAudio(recordingId: string, sizeBytes: number): Promise<void>;
  /** @throws {ParqueueError} `storage_full` when no audio may be stored now. */
  checkAudio(): Promise<void>;
  /** A recording has ended: from here on its bytes are found where its clips are. */
  endAudio(recordingId: string): void;
}

/**
 * What audio leaves to rows of what the browser gives: room for some 50,000 of them, and never more than a tenth. Chromium does not say what
 * it gives: it names 10 GiB more than is used (seen in 156, also under a quota of 200 kB), so that there only a budget keeps them apart.
 */
const ROWS_RESERVE_BYTES = 16 * 1024 * 1024;
const ROWS_RESERVE_SHARE = 0.1;

/** Two seconds of the loudest sound: less is no room for a recording. */
const START_BYTES = 64 * 1024;

/** What others do with the storage is looked at so often; our own bytes are counted between. */
const LOOK_AGAIN_MS = 5_000;

const NOTHING: Held = { rowsBytes: 0, audioBytes: 0, asideCount: 0 };

interface Look {
  readonly held: Held;
  /** Bytes that the browser still gives; no end where it does not say. */
  readonly freeBytes: number;
  readonly reserveBytes: number;
}

export function createStorageRoom({ store, environment, quota }: StorageRoomOptions): StorageRoom {
  const { rowsBytes: rowsLimit = Infinity, audioBytes: audioLimit = Infinity } = quota;
  /** Without one, nobody asks what lies here: to add it up takes a look at every row. */
  const hasBudget = rowsLimit !== Infinity || audioLimit !== Infinity;
  let last: Promise<Look> | undefined;
  let lastAt = 0;
  let rowsSince = 0;
  let audioSince = 0;
  /** Of recordings that run: no record has their sizes yet. */
  const running = new Map<string, number>();

  async function look(): Promise<Look> {
    // A storage that does not answer says so where it is written to.
    const [held, estimate] = await Promise.all([
      hasBudget ? readHeld(store).catch(() => NOTHING) : NOTHING,
      environment.estimateStorage(),
    ]);
    const { usageBytes = 0, quotaBytes = Infinity } = estimate;
    return {
      held,
      freeBytes: quotaBytes - usageBytes,
      reserveBytes: Math.min(ROWS_RESERVE_BYTES, quotaBytes * ROWS_RESERVE_SHARE),
    };
  }

  function recent(): Promise<Look> {
    const age = environment.now() - lastAt;
    if (last !== undefined && age >= 0 && age < LOOK_AGAIN_MS) return last;
    [rowsSince, audioSince, lastAt] = [0, 0, environment.now()];
    last = look();
    return last;
  }

  const hasAudioRoom = ({ held, freeBytes, reserveBytes }: Look, sizeBytes: number): boolean => {
    const runningBytes = [...running.values()].reduce((sum, bytes) => sum + bytes, 0);
    const isWithin = held.audioBytes + runningBytes + sizeBytes <= audioLimit;
    return isWithin && freeBytes - rowsSince - audioSince - sizeBytes >= reserveBytes;
  };

  return {
    async takeRows(sizeBytes) {
      if (rowsLimit === Infinity) return;
      const { held } = await recent();
      const heldBytes = held.rowsBytes + rowsSince;
      // What is larger than the whole budget goes when nothing else is here: it would wait for ever.
      if (heldBytes > 0 && heldBytes + sizeBytes > rowsLimit)
        throw full(`rows may take ${rowsLimit} bytes on this device, and do`);
      rowsSince += sizeBytes;
    },
    async takeAudio(recordingId, sizeBytes) {
      if (!hasAudioRoom(await recent(), sizeBytes)) throw full('there is no more room for audio');
      audioSince += sizeBytes;
      running.set(recordingId, (running.get(recordingId) ?? 0) + sizeBytes);
    },
    async checkAudio() {
      if (hasAudioRoom(await recent(), START_BYTES)) return;
      const said = 'recordings may take no more room on this device until some of what waits has been sent';
      throw new ParqueueError('storage_full', said);
    },
    endAudio(recordingId) {
      running.delete(recordingId);
      last = undefined;
    },
  };
}

const full = (message: string) => new DOMException(message, 'QuotaExceededError');
