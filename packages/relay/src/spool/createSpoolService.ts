import { createUuid7 } from '@parqueue/schema/uuid7';
import type { ShardState } from '@parqueue/schema/wire';
import type { RelayBindings } from '../bindings.ts';
import { type Committer, createCommitter } from '../committer/committer.ts';
import { parseConfig, type RelayConfig } from '../config.ts';
import { createHfHubClient } from '../hub/hfHubClient.ts';
import { consoleLog } from '../log.ts';
import { servedTables } from '../tables.ts';
import { createCheckShardBytes } from '../validation/checkShardBytes.ts';
import { createExpectedOf, type ExpectedOf } from '../validation/expectedShards.ts';
import { createAdmission } from './admission.ts';
import { createAlarmClock } from './alarmClock.ts';
import { countedIntake } from './countedIntake.ts';
import { countedRows, type RowIntake } from './countedRows.ts';
import { type Counters, openCounters } from './counters.ts';
import { openDurableSpool } from './durableSpool.ts';
import { createIntake, type Intake } from './intake.ts';
import { receiveRows } from './receiveRows.ts';
import { openRowLedger } from './rowLedger.ts';
import type { Spool } from './spool.ts';
import type { SpoolHealth, SpoolMetrics } from './spoolDoor.ts';
import { openTableVersions, type TableVersions } from './tableVersions.ts';

export interface SpoolService {
  readonly put: Intake;
  readonly putRows: RowIntake;
  states(shardIds: readonly string[]): ShardState[];
  health(): SpoolHealth;
  metrics(): SpoolMetrics;
  /** Sees to it that an alarm is set when there is something to do. */
  arm(): Promise<void>;
  /** The alarm rang. */
  ring(): Promise<void>;
}

export interface SpoolServiceParts {
  readonly storage: DurableObjectStorage;
  readonly bindings: RelayBindings;
  readonly dataset: string;
}

const HOUR_MS = 3_600_000;
/** Files lie in the order of their batches, and so rows about in the order in which they came. */
const newId = createUuid7(Date.now, (bytes) => void crypto.getRandomValues(bytes));
const declared = [...servedTables.values()];

/** The composition root of a Durable Object: one dataset's spool, its committer and their alarm. */
export function createSpoolService({ storage, bindings, dataset }: SpoolServiceParts): SpoolService {
  const clock = Date.now;
  const spool = openDurableSpool(storage);
  const parsed = parseConfig(bindings);
  const config = parsed.kind === 'ok' ? parsed.config : undefined;
  const versions = openTableVersions(storage.sql, declared, clock());
  const expectedOf = createExpectedOf(versions.find);
  const counters = openCounters(storage.kv);
  const committer = config && openCommitter(config, { dataset, spool, versions, expectedOf, counters });
  const alarm = createAlarmClock({ storage, clock, dueAt: () => committer?.dueAt() });

  const admission = createAdmission({
    spool,
    clock,
    expectedOf,
    conflictOf: versions.conflictOf,
    hubFailure: spool.openFailure,
    maxBytes: config?.spoolMaxBytes ?? 0,
    maxAgeMs: config?.spoolMaxAgeMs ?? 0,
  });
  const check = createCheckShardBytes(expectedOf, config?.checkedValues ?? 'all');
  const intake = createIntake({ spool, clock, admission, check, accepted: alarm.arm });
  const rows = {
    atomically: <T>(change: () => T) => storage.transactionSync(change),
    ...{ spool, ledger: openRowLedger(storage.sql), admission, clock, newId },
  };

  const putRows: RowIntake = async (offer) => {
    const outcome = receiveRows(rows, offer);
    // Also for rows that were known: they may be sent again because an alarm got lost.
    if (outcome.kind === 'taken') await alarm.arm();
    return outcome;
  };

  function health(): SpoolHealth {
    const { count } = spool.commitCalls(clock() - HOUR_MS);
    return {
      backlog: spool.backlog(),
      lastCommitAt: spool.lastCommitAt() ?? null,
      commitBudget: Math.max(0, (config?.commitsPerHour ?? 0) - count),
      problem: problemOf(spool, committer) ?? conflictIn(versions),
      isTaking: committer !== undefined && spool.openFailure() !== 'unauthorized',
    };
  }

  return {
    put: countedIntake(intake, counters, clock),
    putRows: countedRows(putRows, counters),

    states: (shardIds) =>
      shardIds.map((shardId) => spool.find(shardId)?.state ?? { state: 'unknown', shardId }),

    health,

    metrics: () => ({
      health: health(),
      counts: counters.all(),
      deadCount: spool.deadCount(),
      spoolBytes: spool.sizeBytes(),
    }),

    arm: alarm.arm,
    ring: () => alarm.ring(async () => committer?.work()),
  };
}

interface CommitterNeeds {
  readonly dataset: string;
  readonly spool: Spool;
  readonly versions: TableVersions;
  readonly expectedOf: ExpectedOf;
  readonly counters: Counters;
}

function openCommitter(
  config: RelayConfig,
  { dataset, spool, versions, expectedOf, counters }: CommitterNeeds,
): Committer | undefined {
  const repo = config.datasets.get(dataset);
  if (repo === undefined) return undefined;
  return createCommitter({
    spool,
    hub: createHfHubClient({ hubUrl: config.hubUrl, repo, accessToken: config.hubToken }),
    tables: declared,
    usedVersions: versions.used,
    repo,
    intervalMs: config.commitIntervalMs,
    commitsPerHour: config.commitsPerHour,
    clock: Date.now,
    random: Math.random,
    newId,
    expectedOf,
    log(event, details) {
      if (event === 'commit_landed') counters.add('commits', '');
      if (event === 'commit_failed') counters.add('hub_failures', String(details['failure']));
      counters.keep();
      consoleLog(event, { dataset, ...details });
    },
  });
}

/** Found before the first page of the new version comes. */
const conflictIn = (versions: TableVersions): string | null =>
  declared.map(versions.conflictOf).find((conflict) => conflict !== undefined) ?? null;

function problemOf(spool: Spool, committer: Committer | undefined): string | null {
  if (committer === undefined) return 'the configuration is wrong, or no longer names this dataset';
  const failing = spool.openBatch()?.state.problem;
  if (failing) return failing;
  const dead = spool.deadCount();
  return dead === 0 ? null : `the Hub refuses ${dead} ${dead === 1 ? 'shard' : 'shards'}, kept in the spool`;
}
