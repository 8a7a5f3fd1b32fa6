import type { TableDefinition } from '@parqueue/schema';
import type { HubEntry } from '../hub/hubClient.ts';
import type { HubFailure } from '../hub/hubError.ts';
import type { FreezeLimits } from '../spool/spool.ts';

/** What a spool is asked to put into a commit. */
export interface FeedOrder {
  readonly batchId: string;
  /** The batches that it is a part of, the outermost first. */
  readonly wholeIds: readonly string[];
  /** The batches that what is here of the last of them is divided among, this one being one of them. */
  readonly siblingIds: readonly string[];
  readonly limits: Omit<FreezeLimits, 'now'>;
  /** The versions of tables that the dataset has files of. */
  readonly usedVersions: readonly TableDefinition[];
}

/** What a spool has in a batch. */
export interface FeedContent {
  readonly shardCount: number;
  readonly countsByTable: Readonly<Record<string, number>>;
  /** The versions that the shards are of. */
  readonly versions: readonly TableDefinition[];
  readonly paths: readonly string[];
  /** When the oldest shard came that is in no batch; null where none waits. */
  readonly waitingSince: number | null;
}

export type Fed = FeedContent &
  (
    | { readonly kind: 'stored'; readonly entries: readonly HubEntry[] }
    | { readonly kind: 'failed'; readonly failure: HubFailure; readonly message: string }
  );

export type FeedOutcome =
  | { readonly kind: 'committed'; readonly commit: string }
  | { readonly kind: 'dead'; readonly problem: string };

/**
 * A spool whose shards go into the commits that the committer of its dataset makes.
 *
 * Law: what it puts into a batch at the first `prepare` stays in it, whatever comes later; each further call brings the same files to the
 * Hub's store. It keeps the shards until `settle` says what became of the batch. Every call may be repeated.
 */
export interface Feeder {
  prepare(order: FeedOrder): Promise<Fed>;
  settle(batchId: string, outcome: FeedOutcome): Promise<void>;
  /** Hears how commits fail now; null when they do not. */
  heed(failure: HubFailure['kind'] | null): Promise<void>;
}
