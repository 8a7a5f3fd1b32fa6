import type { ByteSource, FreshSource } from './byteSource.ts';
import type { ExpectedShard } from './checkShard.ts';
import { footerBytes } from './footerBytes.ts';
import { groupBytes } from './groupBytes.ts';
import { joinBytes } from './joinBytes.ts';
import { type PackedGroup, packGroup } from './packedGroup.ts';
import { MAGIC } from './parquetFormat.ts';
import type { GroupFacts } from './shardFacts.ts';

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
): FreshSource {
  const segments: Segment[] = [];
  const packed: PackedGroup[] = [];
  let dataEnd = MAGIC.length;
  for (const { facts, source } of groups) {
    const group = packGroup(facts, expected.leaves, dataEnd);
    addSegments(segments, { facts, source }, dataEnd);
    packed.push(group);
    dataEnd += group.sizeBytes;
  }
  return assembled(segments, dataEnd, tailOf(expected, { packed, dataEnd, createdBy }));
}

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

interface Tail {
  readonly packed: readonly PackedGroup[];
  readonly dataEnd: number;
  readonly createdBy: string;
}

/** The indexes of all groups, or of none, since readers look at the first column and expect as much of the others; and the footer. */
function tailOf(expected: ExpectedShard, { packed, dataEnd, createdBy }: Tail): Uint8Array {
  const indexes = packed.map((group) => group.indexes?.bytes);
  const isIndexed = indexes.every((bytes) => bytes !== undefined);
  let end = dataEnd;
  const groups = packed.map((group, ordinal) => {
    const indexesStart = isIndexed ? end : undefined;
    end += group.indexes?.bytes.length ?? 0;
    return groupBytes(group, { ordinal, indexesStart });
  });
  const rowCount = packed.reduce((sum, group) => sum + group.rowCount, 0);
  const footer = footerBytes(expected, { rowCount, groups, createdBy });
  return joinBytes([...(isIndexed ? indexes : []), footer]);
}

/** The magic, the segments, the tail. */
function assembled(segments: readonly Segment[], dataEnd: number, tail: Uint8Array): FreshSource {
  return {
    sizeBytes: dataEnd + tail.length,
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
        put(tail.subarray(from - dataEnd, endByte - dataEnd), from);
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
