import type { Feeder } from '../committer/feeder.ts';
import type { RelayConfig } from '../config.ts';
import type { HubFailure } from '../hub/hubError.ts';
import type { Log } from '../log.ts';
import type { ExpectedOf } from '../validation/expectedShards.ts';
import type { Counters } from './counters.ts';
import type { ShardPlaces } from './shardPlaces.ts';
import type { Spool } from './spool.ts';
import type { SpoolGate } from './spoolGate.ts';
import type { SpoolPeer } from './spoolPeer.ts';
import type { TableVersions } from './tableVersions.ts';

/** What every spool of a dataset has. */
export interface SpoolCore {
  readonly storage: DurableObjectStorage;
  /** Undefined while the configuration is wrong. */
  readonly config: RelayConfig | undefined;
  readonly dataset: string;
  /** Which of the dataset's spools it is. */
  readonly index: number;
  readonly spool: Spool;
  readonly versions: TableVersions;
  readonly expectedOf: ExpectedOf;
  readonly counters: Counters;
  readonly gate: SpoolGate;
  readonly places: ShardPlaces;
  readonly peerAt: (spool: number) => SpoolPeer;
  readonly clock: () => number;
  /** Says which dataset it is of. */
  readonly log: Log;
}

/** What the first spool of a dataset answers the others. */
export interface FirstSpool {
  noteWaiting(spool: number, since: number): void;
  reopen(spool: number, batchId: string, paths: readonly string[]): void;
  countInForce(): number | null;
  countEver(): number;
}

/** What a spool does beside taking shards in: the first of a dataset makes the commits, the others feed it. */
export interface SpoolSide {
  /** When there is something to do, in epoch milliseconds; undefined for never. */
  dueAt(): number | undefined;
  work(): Promise<void>;
  /** How commits fail now, if they do. */
  hubFailure(): HubFailure['kind'] | undefined;
  /** What keeps commits from being made, in words. */
  problem(): string | null;
  /** Where shards may have gone astray because their number changed. */
  strayed(): Promise<void>;
  readonly first: FirstSpool | undefined;
  readonly feeder: Feeder | undefined;
}
