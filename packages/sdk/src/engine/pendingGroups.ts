import type { TableDefinition } from '@parqueue/schema';
import { hasSeq } from '@parqueue/schema/wire';
import { type FoldedRow, foldRows } from '../journal/foldRows.ts';
import type { WeighedRow } from '../journal/planShard.ts';
import type { JournalRecord, RecordingRecord } from '../store/records.ts';
import type { Reading, Store } from '../store/store.ts';
import { audioCells } from './completeRow.ts';

/** Rows of the journal that go into files together: of one page life, one version of the table and one identity. */
export interface PendingGroup {
  readonly definition: TableDefinition;
  /** Null where no identity is known yet. */
  readonly userId: string | null;
  readonly rows: readonly WeighedRow[];
  readonly recordings: ReadonlyMap<string, RecordingRecord>;
}

/** All rows of a page life that are not sealed, those whose recording still runs among them. */
export function pendingGroups(store: Store, table: string, clientId: string): Promise<PendingGroup[]> {
  return store.read(['journal', 'seqs', 'tables', 'recordings'], async (t) => {
    const records = (await t.list('journal', [table, clientId])).map(([, record]) => record);
    const seqs = await t.get('seqs', [table, clientId]);
    const groups: PendingGroup[] = [];
    for (const fingerprint of new Set(records.map((record) => record.fingerprint))) {
      const definition = await t.get('tables', [table, fingerprint]);
      if (definition === undefined) continue;
      const ofVersion = records.filter((record) => record.fingerprint === fingerprint);
      const users = usersOf(ofVersion, seqs?.identity?.userId ?? null);
      const all = foldRows(
        definition,
        ofVersion.flatMap(({ entries }) => entries),
      ).filter(({ seq }) => seqs === undefined || !hasSeq(seqs.sealed, seq));
      const recordings = await recordingsOf(t, definition, all);
      for (const userId of new Set(all.map(({ seq }) => users.get(seq) ?? null))) {
        const rows = all.filter(({ seq }) => (users.get(seq) ?? null) === userId);
        const weighed = rows.map((row) => ({ row, sizeBytes: weigh(definition, row, recordings) }));
        groups.push({ definition, userId, rows: weighed, recordings });
      }
    }
    return groups;
  });
}

async function recordingsOf(
  t: Reading,
  definition: TableDefinition,
  rows: readonly FoldedRow[],
): Promise<Map<string, RecordingRecord>> {
  const recordings = new Map<string, RecordingRecord>();
  for (const [id] of rows.flatMap(({ cells }) => audioCells(definition, cells))) {
    const recording = recordings.get(id) ?? (await t.get('recordings', [id]));
    if (recording !== undefined) recordings.set(id, recording);
  }
  return recordings;
}

function weigh(
  definition: TableDefinition,
  row: FoldedRow,
  recordings: ReadonlyMap<string, RecordingRecord>,
): number {
  const clips = audioCells(definition, row.cells).map(([id, i]) => recordings.get(id)?.clips[i]);
  return clips.reduce((sum, clip) => sum + (clip?.sizeBytes ?? 0), row.line.length + 64);
}

function usersOf(records: readonly JournalRecord[], fallback: string | null): Map<number, string | null> {
  const users = new Map<number, string | null>();
  for (const { identity, entries } of records)
    for (const { seq, change } of entries) if (change === 0) users.set(seq, identity?.userId ?? fallback);
  return users;
}
