import { createHash } from 'node:crypto';
import { type ByteSource, bytesSource, type FreshSource } from './byteSource.ts';
import type { ExpectedShard } from './checkShard.ts';
import { footerPieces } from './footerPieces.ts';
import { groupBytes } from './groupBytes.ts';
import { joinedSource } from './joinedSource.ts';
import { createPackedGroups, type PackedGroups } from './packedGroups.ts';
import { MAGIC } from './parquetFormat.ts';
import type { ColumnFacts, GroupFacts } from './shardFacts.ts';

/** A row group of a shard that was checked. */
export interface MergeGroup {
  readonly facts: GroupFacts;
  readonly source: ByteSource;
}

/** Bytes of a shard that stand in a merged file. */
interface Segment {
  readonly source: ByteSource;
  readonly sourceStart: number;
  /** Where they begin in the merged file; they reach up to the next one. */
  readonly startByte: number;
}

export interface MergedFile extends FreshSource {
  /** In hex, taken while the shards were at hand: to read them all once more for it would cost as much again. */
  readonly sha256: string;
}

/**
 * One Parquet file of row groups of several shards: their pages as they are, none unpacked, and a footer of our own. Reading it reads the
 * shards; what is in memory is the footer and the indexes of pages.
 *
 * Nothing of the shards' footers is copied on trust. Left out are what stands in no merged file: the Arrow schema, which readers take from
 * the columns as well, and in which a foreign value would be everybody's; bounds of pages and Bloom filters, which nothing here checks.
 * The index of pages is written where every page says at which row it begins.
 *
 * @param groups at most 32,767, as Parquet counts them; their facts are needed no more once the next is asked for, their bytes as long as the
 * file is read
 */
export function mergeShards(
  expected: ExpectedShard,
  groups: Iterable<MergeGroup>,
  createdBy: string,
): MergedFile {
  const segments: Segment[] = [];
  const packed = createPackedGroups(expected.leaves);
  const hash = createHash('sha256').update(MAGIC);
  let dataEnd = MAGIC.length;
  for (const { facts, source } of groups) {
    addSegments(segments, { facts, source }, dataEnd);
    for (const column of facts.columns) hashColumn(hash, source, column);
    dataEnd += packed.add(facts, dataEnd).sizeBytes;
  }
  const tail = tailOf(expected, { packed, dataEnd, createdBy });
  for (const piece of tail) hash.update(piece);
  return { ...assembled(segments, dataEnd, joinedSource(tail.map(bytesSource))), sha256: hash.digest('hex') };
}

/** A piece at a time: a column of audio has megabytes. */
function hashColumn(
  hash: ReturnType<typeof createHash>,
  source: ByteSource,
  { startByte, sizeBytes }: ColumnFacts,
): void {
  const endByte = startByte + sizeBytes;
  for (let at = startByte; at < endByte; at += PIECE_BYTES)
    hash.update(source.read(at, Math.min(endByte, at + PIECE_BYTES)));
}

const PIECE_BYTES = 256_000;

/** Columns that lie one behind the other in a shard as they do here are read at once. */
function addSegments(segments: Segment[], { facts, source }: MergeGroup, groupStart: number): void {
  let startByte = groupStart;
  let sourceEnd = -1;
  for (const column of facts.columns) {
    if (column.startByte !== sourceEnd) segments.push({ source, sourceStart: column.startByte, startByte });
    sourceEnd = column.startByte + column.sizeBytes;
    startByte += column.sizeBytes;
  }
}

interface TailParts {
  readonly packed: PackedGroups;
  readonly dataEnd: number;
  readonly createdBy: string;
}

/** The indexes and the footer, piece by piece: together they have a megabyte or two. */
function tailOf(expected: ExpectedShard, { packed, dataEnd, createdBy }: TailParts): readonly Uint8Array[] {
  const indexes = packed.indexes();
  const placed = indexes && { indexes, startByte: dataEnd };
  const groups = packed.groups.map((_, rank) => groupBytes(packed, rank, placed));
  const rowCount = packed.groups.reduce((sum, group) => sum + group.rowCount, 0);
  return [...(indexes ? [indexes.bytes] : []), ...footerPieces(expected, { rowCount, groups, createdBy })];
}

/** The magic, the segments, the tail. */
function assembled(segments: readonly Segment[], dataEnd: number, tail: ByteSource): FreshSource {
  return {
    sizeBytes: dataEnd + tail.sizeBytes,
    read(startByte, endByte) {
      const bytes = new Uint8Array(endByte - startByte);
      const put = (piece: Uint8Array, at: number) => bytes.set(piece, at - startByte);
      if (startByte < MAGIC.length) put(MAGIC.subarray(startByte, endByte), startByte);
      for (let i = lastBefore(segments, startByte); i < segments.length; i++) {
        const segment = segments[i] as Segment;
        const from = Math.max(startByte, segment.startByte);
        const to = Math.min(endByte, segments[i + 1]?.startByte ?? dataEnd);
        if (segment.startByte >= endByte) break;
        const shift = segment.sourceStart - segment.startByte;
        if (from < to) put(segment.source.read(from + shift, to + shift), from);
      }
      if (endByte > dataEnd) {
        const from = Math.max(startByte, dataEnd);
        put(tail.read(from - dataEnd, endByte - dataEnd), from);
      }
      return bytes;
    },
  };
}

/** Index of the last segment that begins at or before a byte; of the first where none does. */
function lastBefore(segments: readonly Segment[], byte: number): number {
  let [low, high] = [0, segments.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((segments[middle] as Segment).startByte <= byte) low = middle;
    else high = middle;
  }
  return low;
}
