import type { ParquetLeaf } from '@parqueue/schema/parquet';
import { InvalidShard } from '../parquet/invalidShard.ts';
import type { PageHeader } from '../parquet/readPageHeader.ts';
import type { Place } from '../parquet/thriftFields.ts';
import { readHybrid } from './readHybrid.ts';

/** How each value of a page, or its absence, lies in its row: https://research.google/pubs/dremel-interactive-analysis-of-web-scale-datasets/ */
export interface Levels {
  /** At which depth it repeats; undefined where nothing may. */
  readonly repetitions: Uint8Array | undefined;
  /** How deep it is there: at the leaf's greatest level, it is a value. */
  readonly definitions: Uint8Array;
  /** In the unpacked page. */
  readonly valuesStart: number;
}

const SIZE_BYTES = 4;

/**
 * @param page unpacked, its levels first
 * @throws {InvalidShard}
 */
export function readLevels(page: Uint8Array, header: PageHeader, leaf: ParquetLeaf, place: Place): Levels {
  let at = 0;
  const read = (max: number, saidBytes: number | undefined): Uint8Array | undefined => {
    if (max === 0) return undefined;
    const sizeBytes = saidBytes ?? sizeAt(page, at, place);
    const start = at + (saidBytes === undefined ? SIZE_BYTES : 0);
    if (start + sizeBytes > page.length)
      throw new InvalidShard('malformed', `${place.where}: levels that do not end`);
    const levels = new Uint8Array(header.valueCount);
    const runs = { bytes: page, start, end: start + sizeBytes, widthBits: 32 - Math.clz32(max), max };
    readHybrid(runs, levels, place);
    at = start + sizeBytes;
    return levels;
  };
  const repetitions = read(leaf.maxRepetition, header.levels?.repetitionBytes);
  const definitions =
    read(leaf.maxDefinition, header.levels?.definitionBytes) ?? new Uint8Array(header.valueCount);
  if (at < header.plainBytes)
    throw new InvalidShard('malformed', `${place.where}: levels where there are none`);
  return { repetitions, definitions, valuesStart: at };
}

/** In pages of the first version, each run of levels has its size before it. */
function sizeAt(page: Uint8Array, at: number, place: Place): number {
  if (at + SIZE_BYTES > page.length)
    throw new InvalidShard('malformed', `${place.where}: levels that are missing`);
  return new DataView(page.buffer, page.byteOffset + at, SIZE_BYTES).getUint32(0, true);
}
