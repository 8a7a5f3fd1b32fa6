import type { TableDefinition } from '@parqueue/schema';
import { hasSeq, type SeqRanges } from '@parqueue/schema/wire';
import { type FoldedRow, foldRows } from '../journal/foldRows.ts';
import type { WeighedRow } from '../journal/planShard.ts';
import type { Identity, JournalRecord, RecordingRecord, StoredClip } from '../store/records.ts';
import type { Key, Reading, Store } from '../store/store.ts';
import { audioCells, hasAudio } from './completeRow.ts';

/** Rows that can go into one shard: of one page life, one version of the table, one identity. */
export interface Candidate {
  readonly definition: TableDefinition;
  readonly clientId: string;
  readonly identity: Identity;
  readonly rows: readonly WeighedRow[];
  /** What was sealed of the page life's rows when they were read. */
  readonly sealed: SeqRanges;
  /** The journal records that were read, by key. */
  readonly records: ReadonlyMap<string, readonly [Key, JournalRecord]>;
}

export type RecordingsById = ReadonlyMap<string, RecordingRecord>;

/** The next rows of a table that can be sealed, with the recordings that they may name. */
export function nextCandidate(
  store: Store,
  table: string,
  identity: Identity,
): Promise<{ candidate: Candidate | undefined; recordings: RecordingsById }> {
  return store.read(['journal', 'seqs', 'tables', 'recordings'], async (transaction) => {
    let recordings: RecordingsById = new Map();
    for (const [clientId, records] of groupByClient(await transaction.list('journal', [table]))) {
      const [first] = records;
      const definition = first && (await transaction.get('tables', [table, first[1].fingerprint]));
      const seqs = await transaction.get('seqs', [table, clientId]);
      if (definition === undefined || seqs === undefined) continue;
      if (recordings.size === 0 && hasAudio(definition)) recordings = await readRecordings(transaction);
      const bound = seqs.identity ?? identity;
      const candidate = candidateOf(definition, clientId, records, recordings, bound, seqs.sealed);
      if (candidate.rows.length > 0) return { candidate, recordings };
    }
    return { candidate: undefined, recordings };
  });
}

async function readRecordings(transaction: Reading): Promise<RecordingsById> {
  const recordings = await transaction.list('recordings');
  return new Map(recordings.map(([key, value]) => [String(key[0]), value]));
}

/** Records by page life and, within it, by version of the table: a shard has one of each. */
function groupByClient(
  records: readonly [Key, JournalRecord][],
): [clientId: string, [Key, JournalRecord][]][] {
  const groups = new Map<string, [string, [Key, JournalRecord][]]>();
  for (const [key, record] of records) {
    const clientId = String(key[1]);
    const id = `${clientId}/${record.fingerprint}`;
    const group = groups.get(id) ?? [clientId, []];
    groups.set(id, group);
    group[1].push([key, record]);
  }
  return [...groups.values()];
}

/** The complete rows of one page life that are bound to the identity of the first of them. */
function candidateOf(
  definition: TableDefinition,
  clientId: string,
  records: readonly (readonly [Key, JournalRecord])[],
  recordings: RecordingsById,
  fallback: Identity,
  sealed: SeqRanges,
): Candidate {
  const identities = new Map<number, Identity>();
  for (const [, { identity, entries }] of records) {
    for (const entry of entries) if (entry.change === 0) identities.set(entry.seq, identity ?? fallback);
  }
  const complete = foldRows(
    definition,
    records.flatMap(([, { entries }]) => entries),
  ).filter(
    ({ seq, cells }) =>
      !hasSeq(sealed, seq) && audioCells(definition, cells).every(([id]) => !isRunning(recordings, id)),
  );
  const identity = identities.get(complete[0]?.seq ?? -1) ?? fallback;
  const ofIdentity = complete.filter(({ seq }) => identities.get(seq)?.userId === identity.userId);
  return {
    definition,
    clientId,
    identity,
    sealed,
    rows: ofIdentity.map((row) => ({ row, sizeBytes: weigh(definition, row, recordings) })),
    records: new Map(records.map((record) => [JSON.stringify(record[0]), record])),
  };
}

const isRunning = (recordings: ReadonlyMap<string, RecordingRecord>, id: string): boolean =>
  recordings.get(id)?.state === 'recording';

function weigh(
  definition: TableDefinition,
  row: FoldedRow,
  recordings: ReadonlyMap<string, RecordingRecord>,
): number {
  const clips = audioCells(definition, row.cells).map(
    ([id, i]): StoredClip | undefined => recordings.get(id)?.clips[i],
  );
  const audioBytes = clips.reduce((sum, clip) => sum + (clip?.sizeBytes ?? 0), 0);
  return audioBytes + row.line.length + 64;
}
