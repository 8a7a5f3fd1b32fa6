import type { ParquetLeaf, ParquetType } from '@parqueue/schema/parquet';
import { InvalidShard } from './invalidShard.ts';
import { STATISTICS } from './parquetFormat.ts';
import { LIMITS } from './parquetLimits.ts';
import type { ColumnStatistics } from './shardFacts.ts';
import type { ThriftFields } from './thriftFields.ts';

/** Length of a value in the plain encoding; readers take a bound at its word. */
const PLAIN_BYTES: Readonly<Record<Exclude<ParquetType, 'BYTE_ARRAY'>, number>> = {
  BOOLEAN: 1,
  INT32: 4,
  INT64: 8,
  DOUBLE: 8,
};

/**
 * Of bounds only `min_value` and `max_value` are kept: the older fields do not say by which order.
 *
 * @throws {InvalidShard} where a bound cannot be a value of the column.
 */
export function readStatistics(statistics: ThriftFields, leaf: ParquetLeaf): ColumnStatistics {
  const bound = (id: number, what: string): Uint8Array | undefined => {
    const bytes = statistics.optionalBytes(id, what);
    if (bytes !== undefined && !canBeBound(bytes, leaf))
      throw new InvalidShard('inconsistent', `${statistics.where}: ${what} can be no value of the column`);
    return bytes;
  };
  bound(STATISTICS.oldMin, 'min');
  bound(STATISTICS.oldMax, 'max');
  return {
    nullCount: statistics.optionalInt64(STATISTICS.nullCount, 'null_count'),
    distinctCount: statistics.optionalInt64(STATISTICS.distinctCount, 'distinct_count'),
    min: bound(STATISTICS.min, 'min_value'),
    max: bound(STATISTICS.max, 'max_value'),
    isMinExact: statistics.optionalFlag(STATISTICS.isMinExact, 'is_min_value_exact'),
    isMaxExact: statistics.optionalFlag(STATISTICS.isMaxExact, 'is_max_value_exact'),
  };
}

function canBeBound(bytes: Uint8Array, { type }: ParquetLeaf): boolean {
  return type === 'BYTE_ARRAY' ? bytes.length <= LIMITS.boundBytes : bytes.length === PLAIN_BYTES[type];
}
