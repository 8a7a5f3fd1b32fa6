import type { ShardClaim } from '../validation/shardClaim.ts';
import { dayEndOf, hourEndOf } from './calendar.ts';
import type { QuotaLimits } from './quotaLimits.ts';
import { type Meter, metersOf, type QuotaUse } from './quotaMeters.ts';

export interface QuotaGuardParts {
  readonly limits: QuotaLimits;
  /** What was counted until now, of shards that were accepted. */
  readonly useOf: (key: string, now: number) => QuotaUse;
  readonly clock: () => number;
}

/** A shard that is more than may still come. */
export interface QuotaRefusal {
  readonly detail: string;
  /** Until the running day or hour ends; undefined where it only has to be seen what becomes of what is under way. */
  readonly retryAfterS: number | undefined;
}

export interface QuotaGuard {
  /**
   * Why a shard may not come now; undefined where it may.
   *
   * @param coming the shards that are under way, which count as if they were accepted
   */
  refusalOf(claim: ShardClaim, coming: Iterable<ShardClaim>): QuotaRefusal | undefined;
  /** The keys that a shard is counted for when it is accepted. */
  keysOf(claim: ShardClaim): readonly string[];
}

/** Holds shards against the quotas. It counts nothing itself: the spool does, with the accept. */
export function createQuotaGuard({ limits, useOf, clock }: QuotaGuardParts): QuotaGuard {
  const keysOf = (claim: ShardClaim): string[] => metersOf(claim, limits).map(({ key }) => key);

  return {
    keysOf,
    refusalOf(claim, coming) {
      const others = [...coming].filter(({ shardId }) => shardId !== claim.shardId);
      const now = clock();
      return metersOf(claim, limits)
        .map((meter) => {
          const ofMeter = others.filter((other) => keysOf(other).includes(meter.key));
          return refusalBy(meter, { claim, used: useOf(meter.key, now), coming: ofMeter, now });
        })
        .filter((refusal) => refusal !== undefined)
        .reduce<QuotaRefusal | undefined>(longer, undefined);
    },
  };
}

interface Asked {
  readonly claim: ShardClaim;
  readonly used: QuotaUse;
  readonly coming: readonly ShardClaim[];
  readonly now: number;
}

function refusalBy(meter: Meter, { claim, used, coming, now }: Asked): QuotaRefusal | undefined {
  const bytes = used.bytes + claim.sizeBytes;
  const comingBytes = coming.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const isOver = (sum: number, most: number | null): boolean => most !== null && sum > most;
  const secondsTo = (end: number): number => Math.ceil((end - now) / 1000);
  if (isOver(bytes + comingBytes, meter.bytesPerDay)) {
    const retryAfterS = isOver(bytes, meter.bytesPerDay) ? secondsTo(dayEndOf(now)) : undefined;
    return { detail: `the quota of ${meter.of} is ${meter.bytesPerDay} bytes a day`, retryAfterS };
  }
  const shards = used.shards + 1;
  if (isOver(shards + coming.length, meter.shardsPerHour)) {
    const retryAfterS = isOver(shards, meter.shardsPerHour) ? secondsTo(hourEndOf(now)) : undefined;
    return { detail: `the quota of ${meter.of} is ${meter.shardsPerHour} shards an hour`, retryAfterS };
  }
  return undefined;
}

const longer = (a: QuotaRefusal | undefined, b: QuotaRefusal): QuotaRefusal =>
  a === undefined || (b.retryAfterS ?? 0) > (a.retryAfterS ?? 0) ? b : a;
