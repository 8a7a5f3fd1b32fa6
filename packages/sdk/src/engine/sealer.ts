import { rangesOf } from '@parqueue/schema/wire';
import { clipFileName } from '../audio/audioId.ts';
import type { FoldedRow } from '../journal/foldRows.ts';
import { planShard } from '../journal/planShard.ts';
import type { Identity, RecordingRecord, ShardRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { audioCells, completeRow } from './completeRow.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { readClipBytes } from './readBlocks.ts';
import { type Candidate, nextCandidate } from './sealCandidate.ts';
import { sealShard } from './sealShard.ts';

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

export function createSealer(store: Store, parts: Parts): Sealer {
  async function sealNext(
    table: string,
    identity: Identity,
    maxBytes: number,
  ): Promise<SealedShard | undefined> {
    const { candidate, recordings } = await nextCandidate(store, table, identity);
    if (candidate === undefined) return undefined;
    const rows = planShard(candidate.rows, maxBytes).map(({ row }) => row);
    const shard = await writeShard(candidate, rows, recordings);
    // A change came in between, in this tab or another: the rows are read again with it.
    return (await sealShard(store, candidate, rows, shard)) ? shard : sealNext(table, identity, maxBytes);
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

  return { sealNext };
}
