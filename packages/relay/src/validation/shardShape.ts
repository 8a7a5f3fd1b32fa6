import type { TableDefinition } from '@parqueue/schema';

/** Checks the outermost marks of a file while its bytes pass by; what lies between them is for the deep checks. */
export interface ShardShape {
  add(bytes: Uint8Array): void;
  /** What is wrong with the file, in words, once all of it went by. */
  problem(): string | undefined;
}

const MARK_BYTES = 4;

/** Parquet begins and ends with `PAR1`, with a footer and its length between: no file is shorter than this. */
const PARQUET_MIN_BYTES = 12;

export function createShardShape(format: TableDefinition['format']): ShardShape {
  let head = '';
  let tail = '';
  let size = 0;
  return {
    add(bytes) {
      size += bytes.length;
      if (head.length < MARK_BYTES)
        head = (head + latin1(bytes.subarray(0, MARK_BYTES))).slice(0, MARK_BYTES);
      tail = (tail + latin1(bytes.subarray(-MARK_BYTES))).slice(-MARK_BYTES);
    },
    problem() {
      if (format === 'parquet') {
        return size >= PARQUET_MIN_BYTES && head === 'PAR1' && tail === 'PAR1'
          ? undefined
          : 'the body is no Parquet file: PAR1 is missing at its begin or end';
      }
      return head.startsWith('{') && tail.endsWith('\n')
        ? undefined
        : 'the body is no JSON lines: { at its begin or a line feed at its end is missing';
    },
  };
}

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
