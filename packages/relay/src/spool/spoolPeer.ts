import type { Feeder } from '../committer/feeder.ts';
import type { MovedSpool, SpoolMove } from './spoolMove.ts';
import { spoolName } from './spoolNames.ts';
import type { SpoolObject } from './spoolObject.ts';

/** What the spools of a dataset ask of one another. */
export interface SpoolPeer extends Feeder, MovedSpool {
  /** To the first: a spool has had shards that are in no batch, since then. */
  noteWaiting(spool: number, since: number): Promise<void>;
  /** To the first: a dead batch of this spool's is to be offered again, with these files. */
  reopen(spool: number, batchId: string, paths: readonly string[]): Promise<void>;
  /** Of the first. */
  countInForce(): Promise<ReturnType<SpoolMove['countInForce']>>;
  wake(): Promise<void>;
}

export function createSpoolPeer(
  namespace: DurableObjectNamespace<SpoolObject>,
  dataset: string,
  spool: number,
): SpoolPeer {
  // A new stub for each call: one that has thrown once may stay broken.
  const stub = (): DurableObjectStub<SpoolObject> => namespace.getByName(spoolName(dataset, spool));
  return {
    prepare: (order) => stub().prepare(order),
    settle: (batchId, outcome) => stub().settle(batchId, outcome),
    heed: (failure) => stub().heed(failure),
    setGate: (spoolCount) => stub().setGate(spoolCount),
    placesAfter: (shardId, maxCount) => stub().placesAfter(shardId, maxCount),
    addPlaces: (places) => stub().addPlaces(places),
    noteWaiting: (waiting, since) => stub().noteWaiting(waiting, since),
    reopen: (from, batchId, paths) => stub().reopen(from, batchId, paths),
    countInForce: () => stub().countInForce(),
    wake: () => stub().wake(),
  };
}
