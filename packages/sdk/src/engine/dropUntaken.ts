import type { Cell } from '@parqueue/schema';
import type { RecordingRecord } from '../store/records.ts';
import type { Reading, Store } from '../store/store.ts';
import { audioCells } from './completeRow.ts';
import { deleteRecording } from './deleteRecording.ts';
import type { EngineEvent } from './engine.ts';

/** How long a clip waits for a row that takes it. */
const UNTAKEN_KEPT_MS = 7 * 24 * 3_600_000;

/** Deletes complete recordings of which no row has wanted any clip for seven days, and tells each. */
export async function dropUntaken(
  store: Store,
  now: number,
  emit: (event: EngineEvent) => void,
): Promise<void> {
  const old = await store.read(['recordings', 'journal', 'tables'], async (transaction) => {
    const complete = (await transaction.list('recordings')).filter(([, record]) => isUntaken(record, now));
    if (complete.length === 0) return [];
    const wanted = await wantedRecordings(transaction);
    return complete.filter(([key]) => !wanted.has(String(key[0])));
  });
  for (const [key, { clips }] of old) {
    const recordingId = String(key[0]);
    await deleteRecording(store, recordingId);
    if (clips.length > 0) emit({ type: 'untaken', detail: { recordingId, clipCount: clips.length } });
  }
}

const isUntaken = ({ state, startedAt, clips }: RecordingRecord, now: number): boolean =>
  state === 'complete' &&
  startedAt < now - UNTAKEN_KEPT_MS &&
  clips.every(({ takenBy }) => takenBy === undefined);

/** Recordings that rows in the journal name. */
async function wantedRecordings(transaction: Reading): Promise<Set<string>> {
  const wanted = new Set<string>();
  for (const [key, { fingerprint, entries }] of await transaction.list('journal')) {
    const table = await transaction.get('tables', [String(key[0]), fingerprint]);
    if (table === undefined) continue;
    for (const { change, line } of entries) {
      if (change !== 0) continue;
      for (const [recordingId] of audioCells(table, JSON.parse(line) as Cell[])) wanted.add(recordingId);
    }
  }
  return wanted;
}
