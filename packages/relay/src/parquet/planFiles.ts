/** As much as is needed to decide into which file a shard goes. */
export interface ShardSize {
  readonly sizeBytes: number;
  readonly groupCount: number;
}

/** A file closes at either: a reader's memory, and what a footer may grow to. */
export const FILE_MAX_BYTES = 32_000_000;
export const FILE_MAX_GROUPS = 1000;

/**
 * Puts shards into files, the largest first: what is small comes together. One that is larger than a file has one of its own. Of equal
 * sizes the given order stays, so that the same shards give the same files.
 */
export function planFiles<T extends ShardSize>(shards: readonly T[]): readonly (readonly T[])[] {
  const files: T[][] = [];
  let sizeBytes = 0;
  let groupCount = 0;
  for (const shard of [...shards].sort((a, b) => b.sizeBytes - a.sizeBytes)) {
    const fits =
      sizeBytes + shard.sizeBytes <= FILE_MAX_BYTES && groupCount + shard.groupCount <= FILE_MAX_GROUPS;
    if (fits && files.length > 0) files.at(-1)?.push(shard);
    else {
      files.push([shard]);
      sizeBytes = 0;
      groupCount = 0;
    }
    sizeBytes += shard.sizeBytes;
    groupCount += shard.groupCount;
  }
  return files;
}
