import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { recitation } from '@parqueue/schema/presets';
import type { RelayBindings } from '../bindings.ts';
import { hexOf } from '../hexOf.ts';
import { expectedShard } from '../parquet/checkShard.ts';
import { createQuotaGuard } from '../quota/quotaGuard.ts';
import { NO_LIMITS, type QuotaLimits } from '../quota/quotaLimits.ts';
import { createAdmission } from '../spool/admission.ts';
import { openDurableSpool } from '../spool/durableSpool.ts';
import { createIntake } from '../spool/intake.ts';
import type { PutOutcome } from '../spool/receiveShard.ts';
import { claimOf, sequence } from '../spool/spool.contract.ts';
import type { Spool } from '../spool/spool.ts';
import type { ShardClaim } from '../validation/shardClaim.ts';

export const HOUR_MS = 3_600_000;

export interface IntakeStage {
  readonly spool: Spool;
  now: number;
  /** Sends a shard of so many bytes, of one person. */
  send(letter: string, userId: string, sizeBytes?: number, other?: Partial<ShardClaim>): Promise<PutOutcome>;
}

export interface IntakeStageOptions {
  /** How much more than when it is empty the spool may take up. */
  readonly roomBytes?: number;
  readonly limits?: Partial<QuotaLimits>;
}

/** An intake before a real spool, whose clock stands still. */
export async function onIntakeStage(
  play: (stage: IntakeStage) => Promise<void>,
  { roomBytes = 10_000_000, limits = {} }: IntakeStageOptions = {},
): Promise<void> {
  const { SPOOL } = env as RelayBindings;
  await runInDurableObject(SPOOL.getByName(crypto.randomUUID()), async (_, { storage }) => {
    const spool = openDurableSpool(storage);
    const stage = { now: 1000 };
    const clock = () => stage.now;
    const quotas = createQuotaGuard({ limits: { ...NO_LIMITS, ...limits }, useOf: spool.quotaUse, clock });
    const admission = createAdmission({
      spool,
      clock,
      expectedOf: () => expectedShard(recitation),
      conflictOf: () => undefined,
      quotas,
      hubFailure: spool.openFailure,
      maxBytes: spool.sizeBytes() + roomBytes,
      maxAgeMs: 24 * HOUR_MS,
    });
    const intake = createIntake({
      spool,
      clock,
      admission,
      quotas,
      refuseLate: () => undefined,
      check: () => ({ kind: 'right', groupCount: 1 }),
      accepted: async () => {},
    });
    const send: IntakeStage['send'] = async (letter, userId, sizeBytes = 10, other = {}) => {
      const bytes = sequence(sizeBytes);
      const sha256 = hexOf(await crypto.subtle.digest('SHA-256', bytes));
      return intake({ ...claimOf(letter), userId, sizeBytes, sha256, ...other }, new Blob([bytes]).stream());
    };
    await play(Object.assign(stage, { spool, send }));
  });
}
