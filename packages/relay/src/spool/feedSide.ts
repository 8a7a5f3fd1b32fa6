import { createFeeder } from '../committer/createFeeder.ts';
import { createHfHubClient } from '../hub/hfHubClient.ts';
import { openHeardFailure } from './heardFailure.ts';
import type { SpoolCore, SpoolSide } from './spoolSide.ts';

/** The side of every other spool: it tells the first that something waits, and is asked for it then. */
export function createFeedSide(core: SpoolCore): SpoolSide {
  const { storage, config, dataset, index, spool, versions, expectedOf, peerAt, clock } = core;
  const heard = openHeardFailure(storage.kv, clock);
  const repo = config?.datasets.get(dataset);
  /** Not kept: to tell it again does no harm. */
  let isTold = false;

  const feeder =
    config !== undefined &&
    repo !== undefined &&
    createFeeder({
      index,
      spool,
      versions,
      expectedOf,
      hub: createHfHubClient({ hubUrl: config.hubUrl, repo, accessToken: config.hubToken }),
      clock,
      heed: async (failure) => heard.hear(failure),
    });

  /** What the operator wants offered again; here a batch counts no attempts but until the first spool knows of that. */
  const tellRequeued = async (): Promise<void> => {
    for (let batch = spool.triedBatch(); batch !== undefined; batch = spool.triedBatch()) {
      await peerAt(0).reopen(index, batch.batchId, [...new Set(batch.shards.map(({ path }) => path))]);
      spool.settle(batch.batchId, { ...batch.state, attempts: 0 }, clock());
    }
  };

  const isToTell = (): boolean => !isTold && spool.waitingSince() !== undefined;

  return {
    dueAt: () => (isToTell() || spool.triedBatch() !== undefined ? clock() : undefined),
    async work() {
      await tellRequeued();
      const since = spool.waitingSince();
      if (since === undefined) return;
      await peerAt(0).noteWaiting(index, since);
      isTold = true;
    },
    hubFailure: heard.read,
    problem: () => (feeder ? null : 'the configuration is wrong, or no longer names this dataset'),
    strayed: () => peerAt(0).wake(),
    first: undefined,
    feeder: feeder
      ? {
          ...feeder,
          async prepare(order) {
            // What comes from here on may be too late for this batch.
            isTold = false;
            return feeder.prepare(order);
          },
        }
      : undefined,
  };
}
