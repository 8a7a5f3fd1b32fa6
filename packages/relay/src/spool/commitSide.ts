import { createUuid7 } from '@parqueue/schema/uuid7';
import { decideDead } from '../committer/batchState.ts';
import { type Committer, createCommitter } from '../committer/committer.ts';
import { type FeederLedger, openFeederLedger } from '../committer/feederLedger.ts';
import { createFeeders } from '../committer/feeders.ts';
import { createSquashPolicy } from '../committer/squashPolicy.ts';
import { createHfHubClient } from '../hub/hfHubClient.ts';
import type { Log } from '../log.ts';
import { servedTables } from '../tables.ts';
import { openSpoolMove, type SpoolMove } from './spoolMove.ts';
import type { SpoolCore, SpoolSide } from './spoolSide.ts';
import type { TableVersions } from './tableVersions.ts';

const declared = [...servedTables.values()];

/** The side of a dataset's first spool: it makes the commits, of what all have, and keeps their number. */
export function createCommitSide(core: SpoolCore, rearm: () => Promise<void>): SpoolSide {
  const { storage, spool, versions, gate, clock } = core;
  const ledger = openFeederLedger(storage);
  const move = openMove(core);
  // Until it was set once, as for a dataset that had one spool before there could be several.
  if (!move.isMoving()) gate.set(move.countInForce());
  const committer = openCommitter(core, ledger, move);

  return {
    dueAt: () => (move.isDue() ? clock() : committer?.dueAt()),
    async work() {
      if (move.isDue()) await move.run();
      await committer?.work();
    },
    hubFailure: spool.openFailure,
    problem() {
      if (committer === undefined) return 'the configuration is wrong, or no longer names this dataset';
      return spool.openState()?.problem ?? conflictIn(versions);
    },
    strayed: rearm,
    first: {
      noteWaiting: ledger.note,
      reopen(index, batchId, paths) {
        const batch = spool.findBatch(batchId);
        if (batch?.state.phase !== 'dead') return;
        storage.transactionSync(() => {
          spool.settle(batchId, decideDead(batch.state, { kind: 'requeue' }, clock()), clock());
          ledger.rejoin(batchId, { spool: index, siblingIds: [batchId], paths });
        });
      },
      countInForce: move.countInForce,
      countEver: move.countEver,
    },
    feeder: undefined,
  };
}

function openMove({ storage, config, gate, places, spool, peerAt }: SpoolCore): SpoolMove {
  const own = {
    setGate: async (count: number | null) => gate.set(count),
    placesAfter: async (shardId: string, maxCount: number) => places.page(shardId, maxCount),
    addPlaces: async (added: Parameters<typeof places.add>[0]) => places.add(added),
  };
  const wantedCount = config?.spoolCount;
  return openSpoolMove({
    kv: storage.kv,
    firstCount: spool.hasShards() ? 1 : (wantedCount ?? 1),
    wantedCount,
    spoolAt: (index) => (index === 0 ? own : peerAt(index)),
  });
}

function openCommitter(core: SpoolCore, ledger: FeederLedger, move: SpoolMove): Committer | undefined {
  const { config, spool, versions, expectedOf, counters, storage, peerAt, clock } = core;
  const repo = config?.datasets.get(core.dataset);
  if (config === undefined || repo === undefined) return undefined;
  const hub = createHfHubClient({ hubUrl: config.hubUrl, repo, accessToken: config.hubToken });
  const log: Log = (event, details) => {
    if (event === 'commit_landed') counters.add('commits', '');
    if (event === 'commit_failed') counters.add('hub_failures', String(details['failure']));
    counters.keep();
    core.log(event, details);
  };
  return createCommitter({
    spool,
    feeders: createFeeders({
      ledger,
      feederOf: peerAt,
      spoolCount: move.countEver,
      versions,
      noteTables: spool.noteTables,
    }),
    hub,
    atomically: (change) => storage.transactionSync(change),
    tables: declared,
    usedVersions: versions.used,
    repo,
    intervalMs: config.commitIntervalMs,
    commitsPerHour: config.commitsPerHour,
    clock,
    random: Math.random,
    // Files lie in the order of their batches, and so rows about in the order in which they came.
    newId: createUuid7(clock, (bytes) => void crypto.getRandomValues(bytes)),
    expectedOf,
    settled: createSquashPolicy({ kv: storage.kv, hub, afterCommits: config.squashAfterCommits, log }),
    log,
  });
}

/** Found before the first page of the new version comes. */
const conflictIn = (versions: TableVersions): string | null =>
  declared.map(versions.conflictOf).find((conflict) => conflict !== undefined) ?? null;
