import type { Log } from '../log.ts';
import type { GatedIntake } from './gatedIntake.ts';

/** An intake that tells of each shard what was answered, and not whose it is. */
export const loggedIntake =
  (intake: GatedIntake, log: Log): GatedIntake =>
  async (claim, body) => {
    const outcome = await intake(claim, body);
    const answer = outcome.kind === 'refused' ? outcome.code : outcome.kind;
    const { shardId, table, rowCount, sizeBytes } = claim;
    log('shard_answered', { shardId, table, rows: rowCount, bytes: sizeBytes, answer });
    return outcome;
  };
