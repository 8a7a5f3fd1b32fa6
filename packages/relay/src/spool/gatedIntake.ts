import type { ShardClaim } from '../validation/shardClaim.ts';
import type { Intake } from './intake.ts';
import type { PutOutcome } from './receiveShard.ts';
import type { ShardPlaces } from './shardPlaces.ts';
import type { SpoolGate } from './spoolGate.ts';

/** What one spool says: it may know that another has the shard. */
export type SpoolPutOutcome = PutOutcome | { readonly kind: 'elsewhere'; readonly spool: number };

export type GatedIntake = (claim: ShardClaim, body: ReadableStream<Uint8Array>) => Promise<SpoolPutOutcome>;

export interface GatedIntakeParts {
  readonly gate: SpoolGate;
  readonly places: Pick<ShardPlaces, 'find'>;
  /** Called for a shard that was sent to another number of spools than is in force. */
  readonly strayed: () => Promise<void>;
}

/** Sees to it that of all spools of a dataset one alone takes a shard, also while their number changes. */
export function gatedIntake(intake: Intake, { gate, places, strayed }: GatedIntakeParts): GatedIntake {
  return async (claim, body) => {
    await gate.learn();
    const outcome = withoutBody(claim);
    if (outcome === undefined) return intake(claim, body);
    await body.pipeTo(new WritableStream());
    if (!gate.isOpenFor(claim.spoolCount)) await strayed();
    return outcome;
  };

  function withoutBody({ shardId, sha256, spoolCount }: ShardClaim): SpoolPutOutcome | undefined {
    if (!gate.isOpenFor(spoolCount)) return MOVING;
    const place = places.find(shardId);
    if (place === undefined) return undefined;
    if (place.sha256 === sha256) return { kind: 'elsewhere', spool: place.spool };
    return {
      kind: 'refused',
      code: 'shard_conflict',
      detail: `shard ${shardId} is known with another digest`,
    };
  }
}

/** Also of a shard that came in while the gate was closed. */
export const MOVING: PutOutcome = {
  kind: 'refused',
  code: 'spools_moving',
  detail: 'the relay is changing the number of its spools',
};
