import { SHARD_MAX_BYTES } from '@parqueue/schema/wire';
import type { ShardClaim } from '../validation/shardClaim.ts';
import type { QuotaLimits } from './quotaLimits.ts';

/** Something that shards are counted for, and how much of them it may have in one spool. */
export interface Meter {
  readonly key: string;
  /** In words, to be read after `the quota of`. */
  readonly of: string;
  readonly bytesPerDay: number | null;
  readonly shardsPerHour: number | null;
}

/** What was counted for a key, in the running day and hour. */
export interface QuotaUse {
  readonly bytes: number;
  readonly shards: number;
}

/** What a shard is counted for: of those that have a limit. */
export function metersOf(claim: ShardClaim, limits: QuotaLimits): readonly Meter[] {
  const { userId, network, quota } = claim.payer ?? { userId: claim.userId };
  const identity: Meter = {
    key: `identity:${userId}`,
    of: 'this person',
    bytesPerDay: least(limits.bytesPerDay, quota?.bytesPerDay),
    shardsPerHour: least(limits.shardsPerHour, quota?.shardsPerHour),
  };
  const ofNetwork: Meter = {
    key: `network:${network}`,
    of: 'this network',
    bytesPerDay: limits.networkBytesPerDay,
    shardsPerHour: null,
  };
  const ofDataset: Meter = {
    key: 'dataset',
    of: 'the dataset',
    bytesPerDay: limits.datasetBytesPerDay,
    shardsPerHour: null,
  };
  // Rows that the operator sends are nobody's.
  const persons = userId === '' ? [] : [identity];
  return [...persons, ...(network === undefined ? [] : [ofNetwork]), ofDataset]
    .filter(({ bytesPerDay, shardsPerHour }) => bytesPerDay !== null || shardsPerHour !== null)
    .map((meter) => partOf(meter, claim.spoolCount));
}

const least = (a: number | null, b: number | undefined): number | null =>
  a === null ? (b ?? null) : Math.min(a, b ?? a);

/**
 * Where a dataset has several spools, what one person sends is spread over them by chance, and each allows its part. It is never so little
 * that a shard could not be sent at all, so small quotas are exceeded by up to a shard in each spool.
 */
function partOf(meter: Meter, spoolCount: number): Meter {
  const share = (whole: number | null, least: number): number | null =>
    whole && Math.max(Math.ceil(whole / spoolCount), Math.min(whole, least));
  return {
    ...meter,
    bytesPerDay: share(meter.bytesPerDay, SHARD_MAX_BYTES),
    shardsPerHour: share(meter.shardsPerHour, 1),
  };
}
