import type { HubUpload } from '../hub/hubClient.ts';
import { buildGroups } from '../parquet/buildGroups.ts';
import type { ByteSource, FreshSource } from '../parquet/byteSource.ts';
import { checkShard, type ExpectedShard } from '../parquet/checkShard.ts';
import { InvalidShard } from '../parquet/invalidShard.ts';
import { joinedSource } from '../parquet/joinedSource.ts';
import { type MergedFile, type MergeGroup, mergeShards } from '../parquet/mergeShards.ts';
import { type ChunkCache, chunkSource } from '../spool/chunkSource.ts';
import { type Spool, type SpooledShard, UNBUILT } from '../spool/spool.ts';
import { CHUNK_MAX_BYTES } from '../spool/spoolSchema.ts';
import type { ExpectedOf } from '../validation/expectedShards.ts';
import { groupedBy } from './groupedBy.ts';

export interface BatchFilesParts {
  readonly spool: Pick<Spool, 'read'>;
  readonly expectedOf: ExpectedOf;
}

/** What made the files, as their footers say. */
const CREATED_BY = 'parqueue-relay version 0.1.0';

/**
 * The files of a batch, in the order of their paths. Only the one that is read is built: its footer and the places of its pages are in
 * memory, its pages are not. Reading them one after another builds each once.
 */
export function batchFiles(parts: BatchFilesParts, shards: readonly SpooledShard[]): readonly HubUpload[] {
  let built: { readonly path: string; readonly source: BuiltFile } | undefined;
  const open = (path: string, members: readonly SpooledShard[]): BuiltFile => {
    if (built?.path !== path) built = { path, source: buildFile(parts, path, members) };
    return built.source;
  };
  return [...groupedBy(shards, ({ path }) => path)].map(([path, members]) => ({
    path,
    get sizeBytes() {
      return open(path, members).sizeBytes;
    },
    get sha256() {
      return open(path, members).sha256;
    },
    read: (startByte, endByte) => open(path, members).read(startByte, endByte),
  }));
}

type BuiltFile = FreshSource & Partial<Pick<MergedFile, 'sha256'>>;

function buildFile(
  { spool, expectedOf }: BatchFilesParts,
  path: string,
  shards: readonly SpooledShard[],
): BuiltFile {
  const [first] = shards;
  const cache: ChunkCache = {};
  const sourceOf = ({ shardId, sizeBytes }: SpooledShard): ByteSource =>
    chunkSource(
      sizeBytes,
      (rank) =>
        spool.read(shardId, rank * CHUNK_MAX_BYTES, Math.min(sizeBytes, (rank + 1) * CHUNK_MAX_BYTES)),
      cache,
    );
  const built = shards.filter(({ groupCount }) => groupCount !== UNBUILT);
  const unbuilt = shards.filter(({ groupCount }) => groupCount === UNBUILT);
  const expected = first && expectedOf(first);
  if (expected === undefined && unbuilt.length > 0)
    throw new InvalidShard('schema_differs', `table ${first?.table} has no such version any more`);
  // A shard of a version that is not known any more is alone in its file.
  if (first?.format === 'jsonl' || expected === undefined || path.includes(first?.shardId ?? path))
    return joinedSource(shards.map(sourceOf));
  const fromLines = [...buildGroups(unbuilt.map(sourceOf), expected)];
  const groups = largestFirst(fromShards(built, sourceOf, expected), fromLines);
  return mergeShards(expected, groups, CREATED_BY);
}

/** One after another, so that what is known of a shard is in memory while it is looked at, and no longer. */
function* fromShards(
  shards: readonly SpooledShard[],
  sourceOf: (shard: SpooledShard) => ByteSource,
  expected: ExpectedShard,
): Iterable<MergeGroup> {
  for (const shard of shards.toSorted((a, b) => b.sizeBytes - a.sizeBytes)) {
    const source = sourceOf(shard);
    const groups = checkShard(source, expected).groups.map((facts) => ({ facts, source }));
    yield* groups.sort((a, b) => sizeOf(b) - sizeOf(a));
  }
}

/** Those of shards come in their order, the others where they belong among them. */
function* largestFirst(ofShards: Iterable<MergeGroup>, others: readonly MergeGroup[]): Iterable<MergeGroup> {
  const left = others.toSorted((a, b) => sizeOf(b) - sizeOf(a));
  for (const group of ofShards) {
    while (left[0] !== undefined && sizeOf(left[0]) > sizeOf(group)) yield left.shift() as MergeGroup;
    yield group;
  }
  yield* left;
}

const sizeOf = ({ facts }: MergeGroup): number =>
  facts.columns.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
