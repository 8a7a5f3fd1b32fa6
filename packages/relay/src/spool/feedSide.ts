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

  return {
    dueAt: () => (!isTold && spool.waitingSince() !== undefined ? clock() : undefined),
    async work() {
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
