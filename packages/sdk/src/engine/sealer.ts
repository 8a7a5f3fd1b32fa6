import type { TableDefinition } from '@parqueue/schema';
import { hasSeq, rangesOf, unionRanges } from '@parqueue/schema/wire';
import { clipFileName } from '../audio/audioId.ts';
import { type FoldedRow, foldRows } from '../journal/foldRows.ts';
import { planShard, type WeighedRow } from '../journal/planShard.ts';
import type { Identity, JournalRecord, RecordingRecord, ShardRecord, StoredClip } from '../store/records.ts';
import type { Key, Store } from '../store/store.ts';
import { audioCells, completeRow } from './completeRow.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { readClipBytes } from './readBlocks.ts';

export interface SealedShard {
  readonly shardId: string;
  readonly record: ShardRecord;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Turns what waits in the journal into shards, one at a time, at the moment when it can be sent. */
export interface Sealer {
  /**
   * Seals the next shard of a table: rows of one page life, one version of the table and one identity, in order, as many as fit.
   * Undefined when nothing complete waits. A row whose recording still runs waits alone.
   */
  sealNext(table: string, identity: Identity, maxBytes: number): Promise<SealedShard | undefined>;
}

type Parts = Pick<EngineEnvironment, 'loadWriter' | 'sha256' | 'now' | 'newId'> & {
  /** A row names audio that this device no longer holds; it goes without. */
  readonly onMissingAudio: (table: string, recordingId: string) => void;
};

/** Rows that can go into one shard. */
interface Candidate {
  readonly definition: TableDefinition;
  readonly clientId: string;
  readonly identity: Identity;
  readonly rows: readonly WeighedRow[];
  /** Journal records that were read, by key. */
  readonly records: ReadonlyMap<string, readonly [Key, JournalRecord]>;
}

export function createSealer(store: Store, parts: Parts): Sealer {
  async function sealNext(
    table: string,
    identity: Identity,
    maxBytes: number,
  ): Promise<SealedShard | undefined> {
    const [recordings, candidate] = await store.read(
      ['journal', 'seqs', 'tables', 'recordings'],
      async (transaction) => {
        const known = new Map(
          (await transaction.list('recordings')).map(([key, recording]) => [String(key[0]), recording]),
        );
        const groups = groupByClient(await transaction.list('journal', [table]));
        for (const [clientId, records] of groups) {
          const fingerprint = (records[0] as readonly [Key, JournalRecord])[1].fingerprint;
          const definition = await transaction.get('tables', [fingerprint]);
          const seqs = await transaction.get('seqs', [table, clientId]);
          if (definition === undefined || seqs === undefined) continue;
          const found = candidateOf(
            definition,
            clientId,
            records,
            known,
            seqs.identity ?? identity,
            seqs.sealed,
          );
          if (found.rows.length > 0) return [known, found] as const;
        }
        return [known, undefined] as const;
      },
    );
    if (candidate === undefined) return undefined;
    const rows = planShard(candidate.rows, maxBytes).map(({ row }) => row);
    const shard = await writeShard(candidate, rows, recordings);
    // A change came in between, in this tab or another: the rows are read again with it.
    return (await commitShard(candidate, rows, shard)) ? shard : sealNext(table, identity, maxBytes);
  }

  async function writeShard(
    { definition, clientId, identity }: Candidate,
    rows: readonly FoldedRow[],
    recordings: ReadonlyMap<string, RecordingRecord>,
  ): Promise<SealedShard> {
    const writer = await parts.loadWriter(definition.format);
    const times = new Map(
      rows.flatMap((row) => audioCells(definition, row.cells).map(([id, i]) => [`${id}/${i}`, row.at])),
    );
    const clipOf = (id: string, index: number) => recordings.get(id)?.clips[index];
    const bytes = await writer.write({
      table: definition,
      rows: rows.map((row) => {
        const [audio] = audioCells(definition, row.cells);
        return completeRow(definition, row, { userId: identity.userId, clip: audio && clipOf(...audio) });
      }),
      async readAudio(recordingId, index) {
        const clip = clipOf(recordingId, index);
        const file = clip && (await readClipBytes(store, clip));
        const at = times.get(`${recordingId}/${index}`) ?? parts.now();
        if (clip === undefined || file === undefined) {
          parts.onMissingAudio(definition.name, recordingId);
          return null;
        }
        return { bytes: file, path: clipFileName(clip.pcmSha256, at) };
      },
    });
    const record: ShardRecord = {
      table: definition.name,
      fingerprint: definition.fingerprint,
      clientId,
      identity,
      seqs: rangesOf(rows.map(({ seq }) => seq)),
      sha256: await parts.sha256(bytes),
      sizeBytes: bytes.length,
      sealedAt: parts.now(),
      state: 'waiting',
      rows: rows.map(({ seq, rowId, at, cells }) => ({ seq, rowId, at, line: JSON.stringify(cells) })),
    };
    return { shardId: parts.newId(), record, bytes };
  }

  /** Puts the shard and takes its rows out of the journal, in one transaction; false when the journal has moved on. */
  function commitShard(
    candidate: Candidate,
    rows: readonly FoldedRow[],
    shard: SealedShard,
  ): Promise<boolean> {
    const { definition, clientId, records } = candidate;
    const sealed = new Set(rows.map(({ seq }) => seq));
    return store.write(
      ['journal', 'seqs', 'shards', 'shardBytes', 'recordings'],
      async (transaction) => {
        const present = await transaction.list('journal', [definition.name, clientId]);
        const unread = present.filter(([key]) => !records.has(JSON.stringify(key)));
        if (unread.some(([, { entries }]) => entries.some(({ seq }) => sealed.has(seq)))) return false;
        if (present.length - unread.length !== records.size) return false;
        const seqs = await transaction.get('seqs', [definition.name, clientId]);
        if (seqs === undefined || rows.some(({ seq }) => hasSeq(seqs.sealed, seq))) return false;
        for (const [key, record] of records.values()) {
          const left = record.entries.filter(({ seq }) => !sealed.has(seq));
          if (left.length === 0) await transaction.delete('journal', key);
          else if (left.length < record.entries.length) {
            await transaction.put('journal', key, { ...record, entries: left });
          }
        }
        await transaction.put('seqs', [definition.name, clientId], {
          ...seqs,
          sealed: unionRanges(seqs.sealed, shard.record.seqs),
          identity: seqs.identity ?? candidate.identity,
        });
        await transaction.put('shards', [shard.shardId], shard.record);
        await transaction.put('shardBytes', [shard.shardId], shard.bytes);
        for (const row of rows) {
          for (const [recordingId, index] of audioCells(definition, row.cells)) {
            const recording = await transaction.get('recordings', [recordingId]);
            if (recording === undefined) continue;
            const clips = recording.clips.map((clip) =>
              clip.index === index ? { ...clip, takenBy: row.rowId } : clip,
            );
            await transaction.put('recordings', [recordingId], { ...recording, clips });
          }
        }
        return true;
      },
      { durability: 'strict' },
    );
  }

  return { sealNext };
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
  recordings: ReadonlyMap<string, RecordingRecord>,
  fallback: Identity,
  sealed: Parameters<typeof hasSeq>[0],
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
  return audioBytes + JSON.stringify(row.cells).length + 64;
}
