import type { TableDefinition } from '@parqueue/schema';
import { clipFileName } from '../audio/audioId.ts';
import type { FoldedRow } from '../journal/foldRows.ts';
import { planShard } from '../journal/planShard.ts';
import { ShardWriterError } from '../parquet/shardWriterError.ts';
import type { RecordingRecord, ShardRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { audioCells, rowCompleter } from './completeRow.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { type PendingGroup, pendingGroups } from './pendingGroups.ts';
import { readAside } from './readAside.ts';
import { readClipBytes } from './readBlocks.ts';
import { waitingLives } from './sealCandidate.ts';

/** One file of an export. */
export interface ExportFile {
  /** Of checked parts alone: it never leaves its folder. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  readonly table?: string;
  readonly rowCount?: number;
  /** Why it is no ordinary file of rows. */
  readonly reason?: string;
  /** The rows had no identity yet: their `user_id` is null. */
  readonly isWithoutIdentity?: true;
  /** Clips that rows name and that are not whole here. */
  readonly missingAudioCount?: number;
}

type Part = Omit<ExportFile, 'sha256'>;

export interface ExportParts extends Pick<EngineEnvironment, 'loadWriter' | 'sha256'> {
  readonly store: Store;
}

const FILE_MAX_BYTES = 64 * 1024 * 1024;

/**
 * What is pending on this device, file by file; nothing is sealed, stored or deleted. The journal comes first: rows that are sealed meanwhile
 * are in a shard's file, too, with the same row ids, and none is in neither.
 */
export async function* exportFiles(parts: ExportParts): AsyncGenerator<ExportFile> {
  for await (const part of allParts(parts)) yield { ...part, sha256: await parts.sha256(part.bytes) };
}

async function* allParts(parts: ExportParts): AsyncGenerator<Part> {
  const ofRows = new Set<string>();
  yield* journalParts(parts, ofRows);
  yield* shardParts(parts.store);
  yield* recordingParts(parts.store, ofRows);
  const aside = await readAside(parts.store);
  if (aside.length > 0)
    yield {
      path: 'aside.json',
      bytes: jsonBytes(withoutProofs(aside)),
      reason: 'set aside: could not be read',
    };
}

async function* journalParts(parts: ExportParts, ofRows: Set<string>): AsyncGenerator<Part> {
  const tables = await parts.store.read(['journal'], (t) => t.keys('journal'));
  for (const table of new Set(tables.map(([name]) => String(name)))) {
    let number = 0;
    for (const clientId of await waitingLives(parts.store, table)) {
      for (const group of await pendingGroups(parts.store, table, clientId)) {
        noteClips(group, ofRows);
        for await (const part of groupParts(parts, group))
          yield { ...part, path: `rows/${safe(table)}/${safe(clientId)}-${number++}${part.path}` };
      }
    }
  }
}

/** Notes the clips that are in files of rows, as `recordingId/index`. */
function noteClips({ definition, rows }: PendingGroup, ofRows: Set<string>): void {
  for (const { row } of rows)
    for (const [id, index] of audioCells(definition, row.cells)) ofRows.add(`${id}/${index}`);
}

/** The files of one group, each named by its ending alone. */
async function* groupParts(parts: ExportParts, group: PendingGroup): AsyncGenerator<Part> {
  let left = group.rows;
  let maxRows = Number.POSITIVE_INFINITY;
  while (left.length > 0) {
    const rows = planShard(left, { maxBytes: FILE_MAX_BYTES, maxRows }).map(({ row }) => row);
    try {
      yield await writeRows(parts, group, rows);
    } catch (error) {
      if (rows.length > 1 && error instanceof ShardWriterError && error.code === 'unfit') {
        maxRows = Math.ceil(rows.length / 2);
        continue;
      }
      yield* unwrittenParts(parts.store, group, rows, error as Error);
    }
    maxRows = Number.POSITIVE_INFINITY;
    left = left.slice(rows.length);
  }
}

async function writeRows(
  { store, loadWriter }: ExportParts,
  { definition, userId, recordings }: PendingGroup,
  rows: readonly FoldedRow[],
): Promise<Part> {
  const writer = await loadWriter(definition.format);
  const complete = rowCompleter(definition);
  const clipOf = (id: string, index: number) => recordings.get(id)?.clips[index];
  const times = new Map<string, number>();
  for (const row of rows)
    for (const [id, i] of audioCells(definition, row.cells)) times.set(`${id}/${i}`, row.at);
  let missingAudioCount = 0;
  const bytes = await writer.write({
    table: definition,
    rows: rows.map((row) => {
      const [audio] = audioCells(definition, row.cells);
      return complete(row, { userId, clip: audio && clipOf(...audio) });
    }),
    async readAudio(recordingId, index) {
      const clip = clipOf(recordingId, index);
      const file = clip && (await readClipBytes(store, clip));
      if (clip !== undefined && file !== undefined)
        return { bytes: file, path: clipFileName(clip.pcmSha256, times.get(`${recordingId}/${index}`) ?? 0) };
      missingAudioCount++;
      return null;
    },
  });
  return {
    path: endingOf(definition),
    bytes,
    table: definition.name,
    rowCount: rows.length,
    ...(userId === null ? { isWithoutIdentity: true as const } : {}),
    ...(missingAudioCount > 0 ? { missingAudioCount } : {}),
  };
}

/** Rows that no writer takes, with their audio beside them. */
async function* unwrittenParts(
  store: Store,
  group: PendingGroup,
  rows: readonly FoldedRow[],
  error: Error,
): AsyncGenerator<Part> {
  yield unwritten(group, rows, error);
  for (const [id, index] of rows.flatMap(({ cells }) => audioCells(group.definition, cells))) {
    const clip = group.recordings.get(id)?.clips[index];
    const bytes = clip && (await readClipBytes(store, clip));
    if (bytes !== undefined)
      yield { path: `-${safe(id)}-${index}.flac`, bytes, table: group.definition.name };
  }
}

/** A row that no writer takes goes as what was said of it. */
function unwritten({ definition }: PendingGroup, rows: readonly FoldedRow[], error: Error): Part {
  const columns = Object.keys(definition.features);
  const said = rows.map(({ rowId, at, cells }) => ({
    rowId,
    at,
    values: Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? null])),
  }));
  const reason = `could not be written: ${error.message}`;
  return { path: '.json', bytes: jsonBytes(said), table: definition.name, rowCount: rows.length, reason };
}

async function* shardParts(store: Store): AsyncGenerator<Part> {
  const ids = await store.read(['shards'], (t) => t.keys('shards'));
  for (const key of ids) {
    const [record, bytes, definition] = await store.read(['shards', 'shardBytes', 'tables'], async (t) => {
      const shard = await t.get('shards', key);
      return [
        shard,
        await t.get('shardBytes', key),
        shard && (await t.get('tables', [shard.table, shard.fingerprint])),
      ] as const;
    });
    if (record === undefined) continue;
    yield shardPart(String(key[0]), record, bytes, definition);
  }
}

function shardPart(
  shardId: string,
  record: ShardRecord,
  bytes: Uint8Array | undefined,
  definition: TableDefinition | undefined,
): Part {
  const isDead = record.state === 'dead';
  const name = `${isDead ? 'dead' : 'shards'}/${safe(record.table)}/${safe(shardId)}`;
  const about = {
    table: record.table,
    rowCount: record.rows.length,
    ...(isDead ? { reason: record.reason ?? 'refused' } : {}),
  };
  if (bytes === undefined) return { path: `${name}.json`, bytes: jsonBytes(record.rows), ...about };
  return { path: `${name}${definition ? endingOf(definition) : '.bin'}`, bytes: bytes.slice(), ...about };
}

/** Clips that no row has. */
async function* recordingParts(store: Store, ofRows: ReadonlySet<string>): AsyncGenerator<Part> {
  for (const [id] of await store.read(['recordings'], (t) => t.keys('recordings'))) {
    const recording: RecordingRecord | undefined = await store.read(['recordings'], (t) =>
      t.get('recordings', [String(id)]),
    );
    for (const clip of recording?.clips ?? []) {
      const isFree = clip.takenBy === undefined && !ofRows.has(`${id}/${clip.index}`);
      const bytes = isFree ? await readClipBytes(store, clip) : undefined;
      if (bytes !== undefined) yield { path: `recordings/${safe(String(id))}-${clip.index}.flac`, bytes };
    }
  }
}

const endingOf = ({ format }: TableDefinition): string => (format === 'jsonl' ? '.jsonl' : '.parquet');
const safe = (part: string): string => part.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 100) || '_';
const jsonBytes = (value: unknown): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(JSON.stringify(value, null, 1));

/** What was set aside may hold anything; an identity's proof is nobody else's. */
const withoutProofs = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner) => (key === 'proof' ? undefined : inner)));
