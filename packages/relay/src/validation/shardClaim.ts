import type { TableDefinition } from '@parqueue/schema';
import type { Payer } from '../quota/payer.ts';

/** What a page says of a shard in its headers, checked for form and against the tables, before a byte of it is read. */
export interface ShardClaim {
  readonly shardId: string;
  readonly table: string;
  /** The folder of the table below `data/`. */
  readonly tablePath: string;
  readonly format: TableDefinition['format'];
  readonly fingerprint: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly rowCount: number;
  readonly clientId: string;
  /** Of its identity proof. */
  readonly userId: string;
  /** Whose ticket it came with; without one, that of whose rows it has. */
  readonly payer?: Payer;
  /** As in the header: `120-180,182-340`. */
  readonly seqs: string;
  /** Among how many spools of the dataset its own was chosen. */
  readonly spoolCount: number;
}

/** Which version of which table. */
export type TableVersion = Pick<ShardClaim, 'table' | 'fingerprint'>;
