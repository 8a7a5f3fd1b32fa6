import type { RowOffer, RowOutcome } from '../rows/rowOffer.ts';
import type { Counters } from './counters.ts';

export type RowIntake = (offer: RowOffer) => Promise<RowOutcome>;

/** An intake of rows whose outcomes are counted: what is new of an offer waits as a shard. */
export const countedRows =
  (intake: RowIntake, counters: Counters): RowIntake =>
  async (offer) => {
    const outcome = await intake(offer);
    if (outcome.kind === 'refused') counters.add('refusals', outcome.code);
    if (outcome.kind === 'refused' || outcome.rows === 0) return outcome;
    counters.add('shards', offer.table);
    counters.add('rows', offer.table, outcome.rows);
    counters.add('bytes', offer.table, outcome.sizeBytes);
    counters.keep();
    return outcome;
  };
