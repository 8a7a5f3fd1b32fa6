import type { ShardClaim } from '../validation/shardClaim.ts';
import type { Admission } from './admission.ts';
import { type PutOutcome, type ReceiveParts, receiveShard } from './receiveShard.ts';

export interface IntakeParts extends ReceiveParts {
  readonly admission: Admission;
  /** Called when a shard was accepted, before its receipt goes out. */
  readonly accepted: () => Promise<void>;
}

export type Intake = (claim: ShardClaim, body: ReadableStream<Uint8Array>) => Promise<PutOutcome>;

/** Takes shards in, as far as the spool admits them. */
export function createIntake(parts: IntakeParts): Intake {
  const { admission, accepted } = parts;
  return async (claim, body) => {
    const refusal = admission.refuse(claim);
    if (refusal !== undefined) {
      await body.pipeTo(new WritableStream());
      return refusal;
    }
    const leave = admission.enter(claim);
    try {
      const outcome = await receiveShard(parts, claim, body);
      // Also for a shard that was known: its receipt may be asked for again because an alarm got lost.
      if (outcome.kind !== 'refused') await accepted();
      return outcome;
    } finally {
      leave();
    }
  };
}
