import type { HubUpload } from '../hub/hubClient.ts';
import type { ByteSource, FreshSource } from '../parquet/byteSource.ts';
import { checkShard, type ExpectedShard } from '../parquet/checkShard.ts';
import { joinedSource } from '../parquet/joinedSource.ts';
import { type MergeGroup, mergeShards } from '../parquet/mergeShards.ts';
import type { GroupFacts } from '../parquet/shardFacts.ts';
import { type ChunkCache, chunkSource } from '../spool/chunkSource.ts';
import type { Spool, SpooledShard } from '../spool/spool.ts';
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
  let built: { readonly path: string; readonly source: FreshSource } | undefined;
  const open = (path: string, members: readonly SpooledShard[]): FreshSource => {
    if (built?.path !== path) built = { path, source: buildFile(parts, path, members) };
    return built.source;
  };
  return [...groupedBy(shards, ({ path }) => path)].map(([path, members]) => ({
    path,
    get sizeBytes() {
      return open(path, members).sizeBytes;
    },
    read: (startByte, endByte) => open(path, members).read(startByte, endByte),
  }));
}

function buildFile(
  { spool, expectedOf }: BatchFilesParts,
  path: string,
  shards: readonly SpooledShard[],
): FreshSource {
  const [first] = shards;
  const cache: ChunkCache = {};
  const sourceOf = ({ shardId, sizeBytes }: SpooledShard): ByteSource =>
    chunkSource(
      sizeBytes,
      (rank) =>
        spool.read(shardId, rank * CHUNK_MAX_BYTES, Math.min(sizeBytes, (rank + 1) * CHUNK_MAX_BYTES)),
      cache,
    );
  const expected = first && expectedOf(first);
  // A shard of a version that is not known any more is alone in its file.
  if (first?.format === 'jsonl' || expected === undefined || path.includes(first?.shardId ?? path))
    return joinedSource(shards.map(sourceOf));
  return mergeShards(expected, largestFirst(shards, sourceOf, expected), CREATED_BY);
}

/** One after another, so that what is known of a shard is in memory while it is looked at, and no longer. */
function* largestFirst(
  shards: readonly SpooledShard[],
  sourceOf: (shard: SpooledShard) => ByteSource,
  expected: ExpectedShard,
): Iterable<MergeGroup> {
  const sizeOf = ({ columns }: GroupFacts): number =>
    columns.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  for (const shard of shards.toSorted((a, b) => b.sizeBytes - a.sizeBytes)) {
    const source = sourceOf(shard);
    const { groups } = checkShard(source, expected);
    for (const facts of groups.toSorted((a, b) => sizeOf(b) - sizeOf(a))) yield { facts, source };
  }
}
