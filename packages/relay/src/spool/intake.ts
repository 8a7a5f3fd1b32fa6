import type { ShardClaim } from '../validation/shardClaim.ts';
import { type PutOutcome, type ReceiveParts, receiveShard } from './receiveShard.ts';

export interface IntakeParts extends ReceiveParts {
  /** The most that the spool may take up. */
  readonly maxBytes: number;
  /** Called when a shard was accepted, before its receipt goes out. */
  readonly accepted: () => Promise<void>;
}

export type Intake = (claim: ShardClaim, body: ReadableStream<Uint8Array>) => Promise<PutOutcome>;

/** Each upload holds a chunk of 1.5 MB in memory, of the 128 MB that the object has. */
const UPLOADS_MAX_COUNT = 16;

/** Guards the spool against more than it can hold: what is under way counts as if it were all there. */
export function createIntake(parts: IntakeParts): Intake {
  const { spool, maxBytes, accepted } = parts;
  const underWay = new Set<ShardClaim>();
  return async (claim, body) => {
    const full = refuse(claim);
    if (full !== undefined) {
      await body.pipeTo(new WritableStream());
      return full;
    }
    underWay.add(claim);
    try {
      const outcome = await receiveShard(parts, claim, body);
      // Also for a shard that was known: its receipt may be asked for again because an alarm got lost.
      if (outcome.kind !== 'refused') await accepted();
      return outcome;
    } finally {
      underWay.delete(claim);
    }
  };

  function refuse(claim: ShardClaim): PutOutcome | undefined {
    if (spool.find(claim.shardId) !== undefined) return undefined;
    if (underWay.size >= UPLOADS_MAX_COUNT) {
      return { kind: 'refused', code: 'overloaded', detail: 'too many shards are coming in at once' };
    }
    const coming = [...underWay].reduce((sum, { sizeBytes }) => sum + sizeBytes, claim.sizeBytes);
    if (spool.sizeBytes() + coming <= maxBytes) return undefined;
    return { kind: 'refused', code: 'spool_full', detail: 'the Hub has not taken enough yet of what waits' };
  }
}
