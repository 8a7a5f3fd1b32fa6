import type { ShardState } from '@parqueue/schema/wire';
import type { BatchState } from '../committer/batchState.ts';
import type { HubFailure } from '../hub/hubError.ts';
import type { ByteSource } from '../parquet/byteSource.ts';
import type { QuotaUse } from '../quota/quotaMeters.ts';
import type { ShardClaim } from '../validation/shardClaim.ts';

/** A shard on its way into a commit. */
export interface SpooledShard {
  readonly shardId: string;
  readonly table: string;
  readonly format: ShardClaim['format'];
  /** Which version of the table it is of. */
  readonly fingerprint: string;
  /** The file in the repo that holds it, alone at its receipt, with others once it was placed. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Row groups, where it is Parquet; `UNBUILT` where it is to become Parquet. */
  readonly groupCount: number;
}

/**
 * The number of row groups of a shard whose rows are lines of cells, though its table is of Parquet: they are built at the commit, those of many
 * shards together.
 */
export const UNBUILT = 0;

/** Shards that go, or went, to the Hub in one commit. */
export interface Batch {
  readonly batchId: string;
  /** The batches that it was a part of: whatever became of an attempt at one of them, its commit bears that id. */
  readonly wholeIds: readonly string[];
  readonly shards: readonly SpooledShard[];
  readonly state: BatchState;
}

export interface KnownShard {
  readonly sha256: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly state: Exclude<ShardState, { state: 'unknown' }>;
}

export interface Backlog {
  readonly shards: number;
  readonly bytes: number;
  /** Epoch milliseconds of the oldest receipt in it. */
  readonly oldestAt: number | null;
}

/** What takes the place of a batch that is split. */
export interface BatchPart {
  readonly batchId: string;
  readonly shards: readonly SpooledShard[];
}

/** The bytes of one shard while they come in. */
export interface Upload {
  write(bytes: Uint8Array): void;
  /** All of them, once the last was written. */
  source(): ByteSource;
  /** Makes it a shard of the spool and durable, and counts it for these keys, unless another upload of the same shard was faster. */
  accept(
    receivedAt: number,
    groupCount: number,
    quotaKeys?: readonly string[],
  ): { readonly kind: 'accepted' } | { readonly kind: 'known'; readonly shard: KnownShard };
  /** Gives its bytes up. Harmless after `accept`. */
  discard(): void;
}

export interface FreezeLimits {
  readonly maxShards: number;
  /** Of all together; the first goes, whatever its size. */
  readonly maxBytes: number;
  /** Of JSON lines together: the Hub takes text within the commit's own body, which is in memory whole. */
  readonly maxInlineBytes: number;
  readonly now: number;
}

/**
 * The durable place of a dataset's shards between receipt and commit, and the ledger of all that ever came.
 *
 * Law: what `accept` accepted stays, byte for byte, until its batch is settled as committed, or as removed, which the operator alone may
 * ask for. Then the bytes go and the ledger's row stays for ever. A shard is in at most one batch that is not split; what a batch holds
 * never changes after `freeze`, and where, only by `place`. Every call is atomic. Bytes that no shard owns may vanish when the spool is
 * opened anew, and not before.
 */
export interface Spool {
  find(shardId: string): KnownShard | undefined;
  openUpload(claim: ShardClaim): Upload;
  /** A part of an accepted shard. */
  read(shardId: string, startByte: number, endByte: number): Uint8Array<ArrayBuffer>;

  /** Whether it ever accepted one. */
  hasShards(): boolean;
  /** What it takes up altogether: bytes that wait, dead ones, the ledger. */
  sizeBytes(): number;
  /** All that is not settled yet: waiting, or in an open batch. */
  backlog(): Backlog;
  /** What the last failure of the batch to work on was; undefined where it had none, or there is none. */
  openFailure(): HubFailure['kind'] | undefined;
  /** Bytes of one person's shards that the Hub has not confirmed. */
  shareOf(userId: string): number;
  /** What was accepted for a key in the day and hour of this moment. */
  quotaUse(key: string, now: number): QuotaUse;
  /** When the oldest shard that is in no batch came. */
  waitingSince(): number | undefined;
  /** The batch to work on: of those not settled, the one that is due first. */
  openBatch(): Batch | undefined;
  /** Its state alone: of ten thousand shards there may be much to read. */
  openState(): BatchState | undefined;
  /** Whatever became of it. */
  findBatch(batchId: string): Batch | undefined;
  /** One to work on that was, perhaps, offered before. */
  triedBatch(): Batch | undefined;
  /** Puts the oldest waiting shards into a batch; undefined when none waits. */
  freeze(batchId: string, limits: FreezeLimits): Batch | undefined;
  /** A batch for what other spools have: none of this one's shards are in it. */
  freezeNone(batchId: string, now: number): Batch;
  /** Forgets a batch that nothing came into. */
  drop(batchId: string): void;
  /** Keeps which file each shard of a batch goes into. */
  place(batchId: string, pathOf: ReadonlyMap<string, string>): void;
  /** Keeps a batch's new state; `committed` and `removed` give up the bytes of its shards. */
  settle(batchId: string, state: BatchState, now: number): void;
  /** Settles a batch by putting its shards into batches of their own, to be worked on from `state.nextAt` on. */
  split(batch: Batch, parts: readonly BatchPart[], state: BatchState): void;

  /** Names of the tables that have, or are about to have, files in the repo. */
  tables(): readonly string[];
  noteTables(names: readonly string[]): void;
  /** Remembers that a commit was asked for. */
  countCommitCall(now: number): void;
  /** The calls after that moment; older ones are forgotten. */
  commitCalls(since: number): { readonly count: number; readonly oldestAt: number | undefined };
  lastCommitAt(): number | undefined;
  /** Shards that the Hub will not take. Their bytes stay. */
  deadCount(): number;
}
