import { rangesOf } from '@parqueue/schema/wire';
import { clipFileName } from '../audio/audioId.ts';
import type { FoldedRow } from '../journal/foldRows.ts';
import type { RecordingRecord, ShardRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { audioCells, rowCompleter } from './completeRow.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { readClipBytes } from './readBlocks.ts';
import type { Candidate } from './sealCandidate.ts';
import type { SealedShard } from './sealer.ts';

export interface WriteShardParts extends Pick<EngineEnvironment, 'loadWriter' | 'sha256' | 'now' | 'newId'> {
  readonly store: Store;
  /** A row names audio that this device no longer holds; it goes without. */
  readonly onMissingAudio: (table: string, recordingId: string) => void;
}

/** Makes the file of these rows, and what is to be kept of it. Nothing is stored yet. */
export async function writeShard(
  { store, loadWriter, sha256, now, newId, onMissingAudio }: WriteShardParts,
  candidate: Candidate,
  rows: readonly FoldedRow[],
  recordings: ReadonlyMap<string, RecordingRecord>,
): Promise<SealedShard> {
  const { definition, identity } = candidate;
  const writer = await loadWriter(definition.format);
  const times = new Map<string, number>();
  for (const row of rows)
    for (const [id, i] of audioCells(definition, row.cells)) times.set(`${id}/${i}`, row.at);
  const complete = rowCompleter(definition);
  const clipOf = (id: string, index: number) => recordings.get(id)?.clips[index];
  const bytes = await writer.write({
    table: definition,
    rows: rows.map((row) => {
      const [audio] = audioCells(definition, row.cells);
      return complete(row, { userId: identity.userId, clip: audio && clipOf(...audio) });
    }),
    async readAudio(recordingId, index) {
      const clip = clipOf(recordingId, index);
      const file = clip && (await readClipBytes(store, clip));
      const at = times.get(`${recordingId}/${index}`) ?? now();
      if (clip === undefined || file === undefined) {
        onMissingAudio(definition.name, recordingId);
        return null;
      }
      return { bytes: file, path: clipFileName(clip.pcmSha256, at) };
    },
  });
  const record = {
    ...recordOf(candidate, rows, now()),
    sha256: await sha256(bytes),
    sizeBytes: bytes.length,
  };
  return { shardId: newId(), record, bytes };
}

/** What is kept of a shard that has no file (yet). */
export function recordOf(
  { definition, clientId, identity }: Candidate,
  rows: readonly FoldedRow[],
  sealedAt: number,
): ShardRecord {
  return {
    table: definition.name,
    fingerprint: definition.fingerprint,
    clientId,
    identity,
    seqs: rangesOf(rows.map(({ seq }) => seq)),
    sha256: '',
    sizeBytes: 0,
    sealedAt,
    state: 'waiting',
    rows: rows.map(({ cells: _cells, ...row }) => row),
  };
}
