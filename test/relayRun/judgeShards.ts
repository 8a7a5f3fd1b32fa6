import type { FoundShard } from './readShards.ts';
import type { TableName } from './shardOrder.ts';

/** What a page knows of a shard that it sent. */
export interface KnownShard {
  readonly number: number;
  readonly table: TableName;
  readonly rowCount: number;
  /** Whether the relay has said that it is durable: then it is there once. Else it is there once, or not at all. */
  readonly isDurable: boolean;
}

/** Numbers of rows, but for `foreign`. */
export interface ShardVerdict {
  readonly shardCount: number;
  readonly durableRows: number;
  /** Of shards that were told durable, and are not there. */
  readonly lost: number;
  /** There more than once. */
  readonly duplicated: number;
  /** Other than they were said, or of a shard of which only a part is there. */
  readonly torn: number;
  /** Shards that nobody sent, each in words. */
  readonly foreign: readonly string[];
}

/** Holds what was sent against what is there. */
export function judgeShards(sent: readonly KnownShard[], found: readonly FoundShard[]): ShardVerdict {
  const sentOf = new Map(sent.map((shard) => [keyOf(shard), shard]));
  const foundOf = new Map(found.map((shard) => [keyOf(shard), shard]));
  let [durableRows, lost, torn] = [0, 0, 0];
  for (const [key, { rowCount, isDurable }] of sentOf) {
    const thereCount = foundOf.get(key)?.labelCount ?? 0;
    if (isDurable) {
      durableRows += rowCount;
      lost += Math.max(0, rowCount - thereCount);
    } else if (thereCount > 0) torn += Math.max(0, rowCount - thereCount);
  }
  return {
    shardCount: sentOf.size,
    durableRows,
    lost,
    duplicated: found.reduce((sum, { rowCount, labelCount }) => sum + rowCount - labelCount, 0),
    torn: found.reduce((sum, { tornCount }) => sum + tornCount, torn),
    foreign: found
      .filter((shard) => !isOf(sentOf.get(keyOf(shard)), shard))
      .map(
        ({ table, number, labelCount }) =>
          `${table}: ${labelCount} rows of shard ${number}, which were not sent`,
      ),
  };
}

const keyOf = ({ table, number }: Pick<KnownShard, 'table' | 'number'>): string => `${table} ${number}`;

const isOf = (sent: KnownShard | undefined, found: FoundShard): boolean =>
  sent !== undefined && found.labelCount <= sent.rowCount;

/** Whether anything is not as it must be. */
export const isBroken = ({ lost, duplicated, torn, foreign }: ShardVerdict): boolean =>
  lost + duplicated + torn + foreign.length > 0;
