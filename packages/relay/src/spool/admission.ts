import type { ErrorCode } from '@parqueue/schema/wire';
import type { HubFailure } from '../hub/hubError.ts';
import type { QuotaGuard } from '../quota/quotaGuard.ts';
import type { ExpectedOf } from '../validation/expectedShards.ts';
import type { ShardClaim } from '../validation/shardClaim.ts';
import type { Refusal } from './receiveShard.ts';
import type { Spool } from './spool.ts';
import type { TableVersions } from './tableVersions.ts';

export interface AdmissionParts {
  readonly spool: Spool;
  readonly clock: () => number;
  readonly expectedOf: ExpectedOf;
  readonly conflictOf: TableVersions['conflictOf'];
  /** How commits fail now, if they do. */
  readonly hubFailure: () => HubFailure['kind'] | undefined;
  readonly quotas: QuotaGuard;
  /** The most that the spool may take up. */
  readonly maxBytes: number;
  /** While the Hub fails and the oldest that waits is older, nothing more is taken. */
  readonly maxAgeMs: number;
}

/** Whether a spool takes what comes: what is under way counts as if it were all there. */
export interface Admission {
  /** Why not, or undefined where it does. */
  refuse(claim: ShardClaim): Refusal | undefined;
  /** Counts a shard as under way; ends with what is returned. */
  enter(claim: ShardClaim): () => void;
}

/** Each upload holds a chunk of 1.5 MB in memory, of the 128 MB that the object has. */
const UPLOADS_MAX_COUNT = 16;

export function createAdmission(parts: AdmissionParts): Admission {
  const { spool, clock, expectedOf, conflictOf, hubFailure, quotas, maxBytes, maxAgeMs } = parts;
  const underWay = new Set<ShardClaim>();

  function refuse(claim: ShardClaim): Refusal | undefined {
    if (spool.find(claim.shardId) !== undefined) return undefined;
    if (underWay.size >= UPLOADS_MAX_COUNT)
      return refused('overloaded', 'too many shards are coming in at once');
    return ofItsVersion(claim) ?? whileHubFails() ?? overQuota(claim) ?? forWantOfRoom(claim);
  }

  function ofItsVersion(claim: ShardClaim): Refusal | undefined {
    const expected = expectedOf(claim);
    if (expected === undefined)
      return refused(
        'schema_unknown',
        `no relay of this dataset has declared such a version of table ${claim.table}`,
      );
    const conflict = conflictOf(expected.table);
    return conflict === undefined ? undefined : refused('schema_conflict', conflict);
  }

  /** What nobody takes for days is safer on the devices that it comes from. */
  function whileHubFails(): Refusal | undefined {
    const failure = hubFailure();
    if (failure === undefined) return undefined;
    if (failure === 'unauthorized')
      return refused(
        'hub_unauthorized',
        'the Hub refuses the relay’s token, or the repo is not there for it',
      );
    const { oldestAt } = spool.backlog();
    if (oldestAt === null || clock() - oldestAt <= maxAgeMs) return undefined;
    return refused('spool_full', 'the Hub has taken nothing for a long time');
  }

  function overQuota(claim: ShardClaim): Refusal | undefined {
    const refusal = quotas.refusalOf(claim, underWay);
    return refusal && { ...refused('quota_exceeded', refusal.detail), retryAfterS: refusal.retryAfterS };
  }

  /** Nobody may hold more than is left for all the others: so those who hold most are refused first, and everybody else still fits. */
  function forWantOfRoom({ shardId, sizeBytes, userId }: ShardClaim): Refusal | undefined {
    const coming = [...underWay];
    const room = maxBytes - spool.sizeBytes() - sizeOf(coming);
    if (sizeBytes > room) return refused('spool_full', 'the Hub has not taken enough yet of what waits');
    const others = coming.filter((claim) => claim.userId === userId && claim.shardId !== shardId);
    const own = spool.shareOf(userId) + sizeOf(others);
    if (own === 0 || own + sizeBytes <= room) return undefined;
    return refused('spool_full', 'of this person as much waits as may; the Hub has to take some first');
  }

  return {
    refuse,
    enter(claim) {
      underWay.add(claim);
      return () => void underWay.delete(claim);
    },
  };
}

const refused = (code: ErrorCode, detail: string): Refusal => ({ kind: 'refused', code, detail });

const sizeOf = (claims: readonly ShardClaim[]): number =>
  claims.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
