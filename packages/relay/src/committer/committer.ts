import type { TableDefinition } from '@parqueue/schema';
import type { HubClient } from '../hub/hubClient.ts';
import { HubError } from '../hub/hubError.ts';
import type { Log } from '../log.ts';
import { InvalidShard } from '../parquet/invalidShard.ts';
import type { Batch, Spool } from '../spool/spool.ts';
import type { ExpectedOf } from '../validation/expectedShards.ts';
import { batchFiles } from './batchFiles.ts';
import { advanceBatch, type BatchEvent } from './batchState.ts';
import { CARD_PATH, cardUpload } from './cardUpload.ts';
import { batchMark, commitTitle, planCommitAt } from './commitPlan.ts';
import { findLanded } from './findLanded.ts';
import { planPaths } from './planPaths.ts';

export interface CommitterParts {
  readonly spool: Spool;
  readonly hub: HubClient;
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
 * Brings shards from the spool to the Hub, each exactly once.
 *
 * A batch's members and paths are frozen before the first request, and that it was offered is written down before it is. So whatever
 * is lost on the way, an answer or this whole object, the next attempt begins with a look whether the batch is already there. Each
 * attempt names the head that it looked at as its parent: a commit that lands late makes the next attempt fail, not land twice.
 */
export function createCommitter(parts: CommitterParts): Committer {
  const { spool, hub, clock, intervalMs } = parts;
  const retryBaseMs = Math.min(RETRY_BASE_MS, intervalMs);

  const dueAt = (): number | undefined => {
    const open = spool.openBatch();
    if (open !== undefined) return open.state.nextAt;
    const since = spool.waitingSince();
    return since === undefined ? undefined : planCommitAt(since, spool.lastCommitAt(), intervalMs);
  };

  const keep = (batch: Batch, event: BatchEvent): Batch => {
    const now = clock();
    const around = { now, random: parts.random(), shardCount: batch.shards.length, retryBaseMs };
    const state = advanceBatch(batch.state, event, around);
    if (state.phase === 'split')
      spool.split(batch, [parts.newId(), parts.newId()], { ...state, nextAt: now });
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
  const offer = async (batch: Batch): Promise<string> => {
    const [head] = await hub.history(1);
    if (head === undefined) throw new HubError({ kind: 'unavailable' }, 'the repo has no commit to build on');
    const card = cardUpload(await hub.readText(CARD_PATH, head.commit), tablesInUse(), parts.repo);
    const files = batchFiles(parts, batch.shards);
    spool.countCommitCall(clock());
    return hub.commit({
      files: card === undefined ? files : [...files, card],
      parent: head.commit,
      title: commitTitle(batch.shards),
      description: batchMark(batch.batchId),
    });
  };

  /** What settles a batch without offering it: it is there already, or no commit may be made. */
  const withoutOffer = async (batch: Batch): Promise<BatchEvent | undefined> => {
    const landed = batch.state.attempts > 0 ? await findLanded(hub, batch) : undefined;
    if (landed !== undefined) return { kind: 'landed', commit: landed };
    const calls = spool.commitCalls(clock() - HOUR_MS);
    if (calls.count < parts.commitsPerHour || calls.oldestAt === undefined) return undefined;
    return { kind: 'postponed', until: calls.oldestAt + HOUR_MS };
  };

  return {
    dueAt,
    async work() {
      const due = dueAt();
      if (due === undefined || due > clock()) return;
      let batch = spool.openBatch() ?? spool.freeze(parts.newId(), { ...LIMITS, now: clock() });
      if (batch === undefined) return;
      let event: BatchEvent;
      try {
        const settled = await withoutOffer(batch);
        if (settled === undefined) batch = keep(place(batch), { kind: 'offered' });
        event = settled ?? { kind: 'landed', commit: await offer(batch) };
      } catch (error) {
        event = failedBy(error);
      }
      report(parts.log, keep(batch, event), event);
    },
  };
}

function failedBy(error: unknown): BatchEvent {
  if (error instanceof HubError) return { kind: 'failed', failure: error.failure, message: error.message };
  // Of an earlier relay, whose checks were fewer: it is found among the others as one that the Hub refuses is.
  if (error instanceof InvalidShard)
    return { kind: 'failed', failure: { kind: 'rejected' }, message: error.message };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown failure';
  return { kind: 'failed', failure: { kind: 'unavailable' }, message };
}

function report(log: Log, { batchId, shards, state }: Batch, event: BatchEvent): void {
  const common = { batchId, shards: shards.length, attempts: state.attempts, phase: state.phase };
  if (event.kind === 'landed') log('commit_landed', { ...common, commit: event.commit });
  if (event.kind === 'failed')
    log('commit_failed', { ...common, failure: event.failure.kind, problem: event.message });
  if (event.kind === 'postponed') log('commit_postponed', common);
}
