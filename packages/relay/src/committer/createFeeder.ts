import type { TableDefinition } from '@parqueue/schema';
import type { HubClient } from '../hub/hubClient.ts';
import type { Batch, BatchPart, Spool, SpooledShard } from '../spool/spool.ts';
import type { TableVersions } from '../spool/tableVersions.ts';
import type { ExpectedOf } from '../validation/expectedShards.ts';
import { batchFiles } from './batchFiles.ts';
import { newBatch } from './batchState.ts';
import { countsByTable } from './commitPlan.ts';
import { failureOf } from './failureOf.ts';
import type { Fed, FeedContent, Feeder, FeedOrder } from './feeder.ts';
import { planPaths } from './planPaths.ts';
import { pieces } from './splitBatch.ts';

export interface FeederParts {
  /** Which of the dataset's it is. */
  readonly index: number;
  readonly spool: Spool;
  readonly versions: Pick<TableVersions, 'find' | 'learn'>;
  readonly expectedOf: ExpectedOf;
  readonly hub: HubClient;
  readonly clock: () => number;
  readonly heed: Feeder['heed'];
}

/** The feeder of a spool that is not the committer's own. */
export function createFeeder(parts: FeederParts): Feeder {
  const { index, spool, versions, expectedOf, hub, clock, heed } = parts;

  /** As it was at the first call; of a batch that was divided meanwhile, the piece that this one is. */
  const freeze = ({ batchId, wholeIds, siblingIds, limits }: FeedOrder): Batch | undefined => {
    const known = spool.findBatch(batchId);
    if (known !== undefined) return known;
    const whole = wholeIds.map(spool.findBatch).find((batch) => batch?.state.phase === 'frozen');
    if (whole !== undefined) {
      spool.split(whole, partsOf(whole, siblingIds), { ...whole.state, phase: 'split', nextAt: clock() });
      return spool.findBatch(batchId);
    }
    return wholeIds.length > 0 ? undefined : spool.freeze(batchId, { ...limits, now: clock() });
  };

  /** Files of several spools lie side by side, so the spool is in their names. */
  const place = ({ batchId, shards }: Batch): readonly SpooledShard[] => {
    const paths = planPaths(`${batchId}-${index}`, shards, (shard) => expectedOf(shard) !== undefined);
    spool.place(batchId, paths);
    return shards.map((shard) => ({ ...shard, path: paths.get(shard.shardId) ?? shard.path }));
  };

  const contentOf = (shards: readonly SpooledShard[]): FeedContent => ({
    shardCount: shards.length,
    countsByTable: countsByTable(shards),
    versions: versionsOf(shards),
    paths: [...new Set(shards.map(({ path }) => path))],
    waitingSince: spool.waitingSince() ?? null,
  });

  const versionsOf = (shards: readonly SpooledShard[]): readonly TableDefinition[] => {
    const byFingerprint = new Map(shards.map((shard) => [shard.fingerprint, shard]));
    return [...byFingerprint.values()].flatMap((shard) => versions.find(shard) ?? []);
  };

  return {
    async prepare(order): Promise<Fed> {
      versions.learn(order.usedVersions);
      const batch = freeze(order);
      const shards = batch?.state.phase === 'frozen' ? place(batch) : [];
      const content = contentOf(shards);
      try {
        const entries = await hub.store(batchFiles({ spool, expectedOf }, shards));
        return { ...content, kind: 'stored', entries };
      } catch (error) {
        return { ...content, kind: 'failed', ...failureOf(error) };
      }
    },

    async settle(batchId, outcome) {
      const batch = spool.findBatch(batchId);
      if (batch?.state.phase !== 'frozen') return;
      const state =
        outcome.kind === 'committed'
          ? ({ phase: 'committed', commit: outcome.commit, problem: null } as const)
          : ({ phase: 'dead', commit: null, problem: outcome.problem } as const);
      spool.settle(batchId, { ...newBatch(clock()), ...state }, clock());
    },

    heed,
  };
}

const partsOf = ({ shards }: Batch, batchIds: readonly string[]): readonly BatchPart[] =>
  pieces(shards, batchIds.length).map((piece, i) => ({ batchId: batchIds[i] ?? '', shards: piece }));
