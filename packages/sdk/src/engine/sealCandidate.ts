import type { TableDefinition } from '@parqueue/schema';
import { hasSeq, type SeqRanges } from '@parqueue/schema/wire';
import { type FoldedRow, foldRows } from '../journal/foldRows.ts';
import type { WeighedRow } from '../journal/planShard.ts';
import type { Identity, JournalRecord, RecordingRecord, SeqRecord, StoredClip } from '../store/records.ts';
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

/** What to look for. */
export interface CandidateQuery {
  readonly table: string;
  /** Of rows that are bound to none yet. */
  readonly identity: Identity;
  /** Rows with audio are passed over. */
  readonly isWithoutAudio?: boolean;
}

export interface NextCandidate {
  readonly candidate: Candidate | undefined;
  readonly recordings: RecordingsById;
}

/** The next rows of these page lives that can be sealed, with the recordings that they may name. Lives that have none are taken off. */
export function nextCandidate(store: Store, query: CandidateQuery, lives: string[]): Promise<NextCandidate> {
  return store.read(['journal', 'seqs', 'tables', 'recordings'], async (transaction) => {
    for (; lives.length > 0; lives.shift()) {
      const clientId = lives[0] as string;
      const records = await transaction.list('journal', [query.table, clientId]);
      const seqs = await transaction.get('seqs', [query.table, clientId]);
      for (const [fingerprint, ofVersion] of groupByVersion(records)) {
        const definition = await transaction.get('tables', [query.table, fingerprint]);
        if (definition === undefined || seqs === undefined) continue;
        const rows = foldRows(
          definition,
          ofVersion.flatMap(([, { entries }]) => entries),
        );
        const recordings = await readRecordings(transaction, definition, rows);
        const candidate = candidateOf(
          query,
          { definition, clientId, records: ofVersion, rows },
          recordings,
          seqs,
        );
        if (candidate.rows.length > 0) return { candidate, recordings };
      }
    }
    return { candidate: undefined, recordings: new Map() };
  });
}

/** The page lives with something in a table's journal, in the order in which they began. */
export async function waitingLives(store: Store, table: string): Promise<string[]> {
  const keys = await store.read(['journal'], (transaction) => transaction.keys('journal', [table]));
  return [...new Set(keys.map(([, clientId]) => String(clientId)))];
}

/** The recordings that the rows name; there may be thousands of others. */
async function readRecordings(
  transaction: Reading,
  definition: TableDefinition,
  rows: readonly FoldedRow[],
): Promise<RecordingsById> {
  const recordings = new Map<string, RecordingRecord>();
  if (!hasAudio(definition)) return recordings;
  const ids = new Set(rows.flatMap(({ cells }) => audioCells(definition, cells).map(([id]) => id)));
  for (const id of ids) {
    const recording = await transaction.get('recordings', [id]);
    if (recording !== undefined) recordings.set(id, recording);
  }
  return recordings;
}

/** Records of one page life by version of the table: a shard has one of each. */
function groupByVersion(records: readonly [Key, JournalRecord][]): Map<string, [Key, JournalRecord][]> {
  const groups = new Map<string, [Key, JournalRecord][]>();
  for (const record of records) {
    const group = groups.get(record[1].fingerprint) ?? [];
    groups.set(record[1].fingerprint, group);
    group.push(record);
  }
  return groups;
}

/** What the journal has of one page life and one version of its table. */
interface Found extends Pick<Candidate, 'definition' | 'clientId'> {
  readonly records: readonly (readonly [Key, JournalRecord])[];
  readonly rows: readonly FoldedRow[];
}

/** The complete rows of one page life that are bound to the identity of the first of them. */
function candidateOf(
  query: CandidateQuery,
  { definition, clientId, records, rows }: Found,
  recordings: RecordingsById,
  { identity: bound, sealed }: SeqRecord,
): Candidate {
  const fallback = bound ?? query.identity;
  const identities = new Map<number, Identity>();
  for (const [, { identity, entries }] of records) {
    for (const entry of entries) if (entry.change === 0) identities.set(entry.seq, identity ?? fallback);
  }
  const complete = rows.filter(
    ({ seq, cells }) => !hasSeq(sealed, seq) && isSealable(query, audioCells(definition, cells), recordings),
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

const isSealable = (
  { isWithoutAudio = false }: CandidateQuery,
  clips: ReturnType<typeof audioCells>,
  recordings: RecordingsById,
): boolean => (isWithoutAudio ? clips.length === 0 : clips.every(([id]) => !isRunning(recordings, id)));

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
