import { isRecord, parseJson } from '../parseJson.ts';
import type { TextStorage } from '../textStorage.ts';

/** A take that was begun and not yet saved or discarded: after a crash its sound is still on the device. */
export interface KeptTake {
  readonly recordingId: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** The takes at hand, remembered across visits and tabs. */
export interface KeptTakes {
  /** Newest first. */
  list(): readonly KeptTake[];
  add(take: KeptTake): void;
  remove(recordingId: string): void;
}

const KEY = 'parqueue.recorder.takes';

export function createKeptTakes(storage: TextStorage): KeptTakes {
  // Read anew each time: other tabs write it too.
  const list = () => parseTakes(storage.read(KEY));
  const write = (takes: readonly KeptTake[]) => storage.write(KEY, JSON.stringify(takes));
  const without = (recordingId: string) => list().filter((take) => take.recordingId !== recordingId);
  return {
    list,
    add: (take) => write([take, ...without(take.recordingId)]),
    remove: (recordingId) => write(without(recordingId)),
  };
}

/** Takes from text that anything may have written. */
function parseTakes(text: string | undefined): readonly KeptTake[] {
  const value = parseJson(text);
  return Array.isArray(value) ? value.filter(isTake) : [];
}

function isTake(value: unknown): value is KeptTake {
  return isRecord(value) && typeof value.recordingId === 'string' && Number.isFinite(value.startedAt);
}
