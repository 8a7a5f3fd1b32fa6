import type { TableDefinition } from '@parqueue/schema';
import { notes, plays, takes, timings, verses } from './tables.ts';

/** What a shard is to be; its rows, all their cells and its bytes follow from it. */
export interface ShardOrder {
  /** No other shard of the run has it. */
  readonly number: number;
  readonly table: TableName;
  readonly rowCount: number;
  /** Of each row's clip, where the table has clips. */
  readonly clipBytes: number;
  readonly writer: 'parquet-wasm' | 'light';
}

/** An order with the person that its rows are of. */
export interface BoundOrder extends ShardOrder {
  readonly userId: string;
}

export type TableName = keyof typeof TABLES;

export const TABLES = { plays, timings, notes, takes, verses } satisfies Record<string, TableDefinition>;

/** By which each row is told apart in the dataset: the number of its shard, and its own. */
export const labelOf = ({ number }: Pick<ShardOrder, 'number'>, row: number): string => `${number}.${row}`;
