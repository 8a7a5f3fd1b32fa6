import type { TableDefinition } from '@parqueue/schema';
import type { HubClient } from '../hub/hubClient.ts';
import { HubError } from '../hub/hubError.ts';
import type { Log } from '../log.ts';
import type { Batch, Spool } from '../spool/spool.ts';
import type { ExpectedOf } from '../validation/expectedShards.ts';
import { batchFiles } from './batchFiles.ts';
import { advanceBatch, type BatchEvent, type BatchState } from './batchState.ts';
import { CARD_PATH, cardUpload } from './cardUpload.ts';
import { batchMark, commitTitle, countsByTable, planCommitAt } from './commitPlan.ts';
import { failureOf } from './failureOf.ts';
import type { FedTogether, Feeders } from './feeders.ts';
import { findLanded, type Look } from './findLanded.ts';
import { planPaths } from './planPaths.ts';
import { splitBatch } from './splitBatch.ts';

export interface CommitterParts {
  readonly spool: Spool;
  readonly feeders: Feeders;
  readonly hub: HubClient;
  /** Runs what it is given as one change of what is kept. */
  readonly atomically: <T>(change: () => T) => T;
  /** As the relay declares them now, in their order. */
  readonly tables: readonly TableDefinition[];
  /** Of any table: the versions that there are files of, the declared one first, then the newest. */
  readonly usedVersions: () => readonly TableDefinition[];
  /** `owner/name`, for the card. */
  readonly repo: string;
  readonly intervalMs: number;
  readonly commitsPerHour: number;
  readonly clock: () => number;
  readonly random: () => number;
  readonly newId: () => string;
  readonly expectedOf: ExpectedOf;
  /** Called when a commit has landed and none is under way. */
  readonly settled: () => Promise<void>;
  readonly log: Log;
}

export interface Committer {
  /** When there is something to do; undefined while nothing waits. */
  dueAt(): number | undefined;
  /** Does what is due: offers at most one batch to the Hub. Failures become a later `dueAt`. */
  work(): Promise<void>;
}

/** What is more waits for the next interval, the oldest first: an alarm has 15 minutes, and the Hub advises 50 to 100 files a commit. */
const LIMITS = {
  maxShards: 10_000,
  maxBytes: 512_000_000,
  /** A Worker has 128 MB, and a commit's body holds text as base64. */
  maxInlineBytes: 4_000_000,
};

const HOUR_MS = 3_600_000;
const RETRY_BASE_MS = 2000;

/**
 * Brings shards from the spools of a dataset to the Hub, each exactly once, all in one commit.
 *
 * A batch's members and paths are frozen before the first request, and that it was offered is written down before it is. So whatever
 * is lost on the way, an answer or this whole object, the next attempt begins with a look whether the batch is already there. Each
 * attempt names the head that it looked at as its parent: a commit that lands late makes the next attempt fail, not land twice.
 */
export function createCommitter(parts: CommitterParts): Committer {
  const { spool, feeders, hub, clock, intervalMs, atomically } = parts;
  const retryBaseMs = Math.min(RETRY_BASE_MS, intervalMs);

  const dueAt = (): number | undefined => {
    const open = spool.openState();
    if (open !== undefined) return open.nextAt;
    const since = Math.min(spool.waitingSince() ?? Infinity, feeders.waitingSince() ?? Infinity);
    return since === Infinity ? undefined : planCommitAt(since, spool.lastCommitAt(), intervalMs);
  };

  const spoolsOf = ({ batchId }: Batch): readonly number[] =>
    feeders.partsOf(batchId).map((part) => part.spool);

  /** What waits here, and whatever the others have waiting: they freeze it when they are asked for it. */
  const freeze = (): Batch | undefined =>
    atomically(() => {
      const batchId = parts.newId();
      const others = feeders.join(batchId);
      const own = spool.freeze(batchId, { ...shareOf(LIMITS, others.length + 1), now: clock() });
      return own ?? (others.length > 0 ? spool.freezeNone(batchId, clock()) : undefined);
    });

  const split = (batch: Batch, state: BatchState): void =>
    atomically(() => {
      const halves = splitBatch({ shards: batch.shards, spools: spoolsOf(batch) });
      const among = halves.map((half) => ({ batchId: parts.newId(), ...half }));
      spool.split(batch, among, state);
      feeders.divide(batch.batchId, among);
    });

  const keep = (batch: Batch, event: BatchEvent, shardCount: number): Batch => {
    const now = clock();
    const around = { now, random: parts.random(), shardCount, retryBaseMs };
    const state = advanceBatch(batch.state, event, around);
    if (state.phase === 'split') split(batch, { ...state, nextAt: now });
    else spool.settle(batch.batchId, state, now);
    return { ...batch, state };
  };

  /** Says, and keeps, which files the shards of a batch go into. Once it is said, it is the same each time. */
  const place = (batch: Batch): Batch => {
    const paths = planPaths(batch.batchId, batch.shards, (shard) => parts.expectedOf(shard) !== undefined);
    spool.place(batch.batchId, paths);
    const shards = batch.shards.map((shard) => ({ ...shard, path: paths.get(shard.shardId) ?? shard.path }));
    return { ...batch, shards };
  };

  /** With the columns of all their versions, whatever the card has lost. */
  const tablesInUse = (): readonly TableDefinition[] => {
    const names = new Set(spool.tables());
    const used = parts.usedVersions();
    return parts.tables
      .filter(({ name }) => names.has(name))
      .flatMap((table) => {
        const versions = used.filter(({ name }) => name === table.name);
        return versions.length > 0 ? versions : [table];
      });
  };

  /** Makes the commit, with the card in it when that is out of step. */
  const offer = async (batch: Batch, fed: FedTogether, parent: string): Promise<string> => {
    const readme = await looked(hub.readText(CARD_PATH, parent));
    const card = cardUpload(readme, tablesInUse(), parts.repo);
    const files = batchFiles(parts, batch.shards);
    spool.countCommitCall(clock());
    return hub.commit({
      files: card === undefined ? files : [...files, card],
      entries: fed.entries,
      parent,
      title: commitTitle([countsByTable(batch.shards), ...fed.counts]),
      description: batchMark(batch.batchId),
    });
  };

  /** Whether a batch is there already, and the head that was looked at. One that was never offered is not. */
  const look = async ({ batchId, wholeIds, shards, state }: Batch): Promise<Look> => {
    if (state.attempts === 0) return { head: undefined, landed: undefined };
    const fedPaths = feeders.partsOf(batchId).flatMap(({ paths }) => paths);
    const paths = [...new Set([...shards.map(({ path }) => path), ...fedPaths])];
    return looked(findLanded(hub, { batchIds: [batchId, ...wholeIds], paths }));
  };

  /** Until when no commit may be made; undefined where one may. */
  const usedUpUntil = (): number | undefined => {
    const { count, oldestAt } = spool.commitCalls(clock() - HOUR_MS);
    return count < parts.commitsPerHour || oldestAt === undefined ? undefined : oldestAt + HOUR_MS;
  };

  /** What settles a batch without offering it, or the head to offer it on, as it was looked at. */
  const beforeOffer = async (batch: Batch): Promise<BatchEvent | Look> => {
    const first = await look(batch);
    if (first.landed !== undefined) return { kind: 'landed', commit: first.landed };
    const until = usedUpUntil();
    return until === undefined ? first : { kind: 'postponed', until };
  };

  const headNow = async (): Promise<string> => {
    const [head] = await looked(hub.history(1));
    if (head === undefined) throw new HubError({ kind: 'unavailable' }, 'the repo has no commit to build on');
    return head.commit;
  };

  /** Offers a batch, unless it is settled without; undefined when nothing is in it after all. */
  const attempt = async (frozen: Batch): Promise<Attempt | undefined> => {
    let batch = frozen;
    let shardCount = batch.shards.length;
    try {
      const before = await beforeOffer(batch);
      if ('kind' in before) return { batch, event: before, shardCount };
      const others = spoolsOf(batch);
      const fed = await feeders.prepare(batch, shareOf(LIMITS, others.length + 1));
      shardCount += fed.shardCount;
      if (fed.failed !== undefined) throw fed.failed;
      if (shardCount === 0) return undefined;
      // Meanwhile it may have landed.
      const { head, landed } = others.length > 0 ? await look(batch) : before;
      if (landed !== undefined) return { batch, event: { kind: 'landed', commit: landed }, shardCount };
      batch = keep(place(batch), { kind: 'offered' }, shardCount);
      const commit = await offer(batch, fed, head ?? (await headNow()));
      return { batch, event: { kind: 'landed', commit }, shardCount };
    } catch (error) {
      return { batch, event: { kind: 'failed', ...failureOf(error) }, shardCount };
    }
  };

  /** Nothing that fails here changes what became of the batch. */
  const announce = async (event: BatchEvent): Promise<void> => {
    if (event.kind !== 'postponed') await feeders.heed(event.kind === 'failed' ? event.failure.kind : null);
    await feeders.tell();
    if (event.kind === 'landed' && spool.openState() === undefined) await parts.settled();
  };

  return {
    dueAt,
    async work() {
      await feeders.tell();
      const due = dueAt();
      if (due === undefined || due > clock()) return;
      const frozen = spool.openBatch() ?? freeze();
      if (frozen === undefined) return;
      const done = await attempt(frozen);
      if (done === undefined) {
        atomically(() => {
          spool.drop(frozen.batchId);
          feeders.divide(frozen.batchId, []);
        });
        return;
      }
      const { batch, event, shardCount } = done;
      report(parts.log, keep(batch, event, shardCount), event, shardCount);
      await announce(event);
    },
  };
}

/** A Hub that does not let itself be looked at says nothing about the batch, so nothing of it is to be given up for that. */
async function looked<T>(look: Promise<T>): Promise<T> {
  try {
    return await look;
  } catch (error) {
    if (error instanceof HubError && error.failure.kind === 'rejected')
      throw new HubError({ kind: 'unavailable' }, error.message);
    throw error;
  }
}

interface Attempt {
  readonly batch: Batch;
  readonly event: BatchEvent;
  /** Of all spools together. */
  readonly shardCount: number;
}

/** What each of so many spools may put into a commit. */
function shareOf(limits: typeof LIMITS, count: number): typeof LIMITS {
  const each = (of: number): number => Math.ceil(of / count);
  return {
    maxShards: each(limits.maxShards),
    maxBytes: each(limits.maxBytes),
    maxInlineBytes: each(limits.maxInlineBytes),
  };
}

function report(log: Log, { batchId, state }: Batch, event: BatchEvent, shards: number): void {
  const common = { batchId, shards, attempts: state.attempts, phase: state.phase };
  if (event.kind === 'landed') log('commit_landed', { ...common, commit: event.commit });
  if (event.kind === 'failed')
    log('commit_failed', { ...common, failure: event.failure.kind, problem: event.message });
  if (event.kind === 'postponed') log('commit_postponed', common);
}
