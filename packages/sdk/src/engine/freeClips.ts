import type { Cell } from '@parqueue/schema';
import type { RecordingRecord, StoredClip } from '../store/records.ts';
import type { Reading, Store } from '../store/store.ts';
import { audioCells } from './completeRow.ts';

/** A complete recording, with those of its clips that are here and that no row has or waits with. */
export interface FreeClips {
  readonly recordingId: string;
  readonly record: RecordingRecord;
  readonly clips: readonly StoredClip[];
  /** The first row in the journal that waits with a clip of it. */
  readonly rowId: string | undefined;
}

/** Looks at the complete recordings that are asked for. */
export function freeClips(
  store: Store,
  isAskedFor: (record: RecordingRecord, recordingId: string) => boolean,
): Promise<FreeClips[]> {
  return store.read(['recordings', 'blocks', 'journal', 'tables'], async (transaction) => {
    const asked = (await transaction.list('recordings'))
      .map(([key, record]) => [String(key[0]), record] as const)
      .filter(([recordingId, record]) => record.state === 'complete' && isAskedFor(record, recordingId));
    if (asked.length === 0) return [];
    const wanted = await wantedClips(transaction);
    const found: FreeClips[] = [];
    for (const [recordingId, record] of asked) {
      const rows = wanted.get(recordingId);
      const blocks = await transaction.keys('blocks', [recordingId]);
      const here = new Set(blocks.map(([, index]) => index));
      const clips = record.clips.filter(
        ({ index, takenBy }) => takenBy === undefined && here.has(index) && rows?.get(index) === undefined,
      );
      found.push({ recordingId, record, clips, rowId: rows?.values().next().value });
    }
    return found;
  });
}

/** By recording and clip: the row in the journal that names it. */
async function wantedClips(transaction: Reading): Promise<Map<string, Map<number, string>>> {
  const wanted = new Map<string, Map<number, string>>();
  for (const [key, { fingerprint, entries }] of await transaction.list('journal')) {
    const table = await transaction.get('tables', [String(key[0]), fingerprint]);
    if (table === undefined) continue;
    for (const { change, line, rowId } of entries) {
      if (change !== 0) continue;
      for (const [recordingId, index] of audioCells(table, JSON.parse(line) as Cell[])) {
        const rows = wanted.get(recordingId) ?? new Map<number, string>();
        wanted.set(recordingId, rows.set(index, rowId));
      }
    }
  }
  return wanted;
}
