import { createUuid7 } from '@parqueue/schema/uuid7';
import type { ShardState } from '@parqueue/schema/wire';
import type { RelayBindings } from '../bindings.ts';
import type { Feeder } from '../committer/feeder.ts';
import { parseConfig } from '../config.ts';
import { createConsoleLog } from '../log.ts';
import { createQuotaGuard } from '../quota/quotaGuard.ts';
import { NO_LIMITS } from '../quota/quotaLimits.ts';
import { servedTables } from '../tables.ts';
import { createCheckShardBytes } from '../validation/checkShardBytes.ts';
import { createExpectedOf } from '../validation/expectedShards.ts';
import { createAdmission } from './admission.ts';
import { createAlarmClock } from './alarmClock.ts';
import { createCommitSide } from './commitSide.ts';
import { countedIntake } from './countedIntake.ts';
import { countedRows, type RowIntake } from './countedRows.ts';
import { openCounters } from './counters.ts';
import { openDurableSpool } from './durableSpool.ts';
import { createFeedSide } from './feedSide.ts';
import { type GatedIntake, gatedIntake, MOVING } from './gatedIntake.ts';
import { createIntake } from './intake.ts';
import { loggedIntake } from './loggedIntake.ts';
import { createOperatorService, type OperatorService } from './operatorService.ts';
import { receiveRows } from './receiveRows.ts';
import { openRowLedger } from './rowLedger.ts';
import { openShardPlaces, type ShardPlaces } from './shardPlaces.ts';
import type { KnownShard } from './spool.ts';
import type { SpoolHealth, SpoolMetrics, SpoolShardState } from './spoolDoor.ts';
import { openSpoolGate, type SpoolGate } from './spoolGate.ts';
import { createSpoolPeer } from './spoolPeer.ts';
import type { FirstSpool, SpoolCore, SpoolSide } from './spoolSide.ts';
import { readSpoolStatus } from './spoolStatus.ts';
import { openTableVersions } from './tableVersions.ts';

export interface SpoolService {
  readonly put: GatedIntake;
  readonly putRows: RowIntake;
  states(shardIds: readonly string[]): SpoolShardState[];
  find(shardId: string): KnownShard | undefined;
  health(): SpoolHealth;
  metrics(): SpoolMetrics;
  countRefusals(counts: Readonly<Record<string, number>>): void;
  readonly operator: OperatorService;
  /** Sees to it that an alarm is set when there is something to do. */
  arm(): Promise<void>;
  /** The alarm rang. */
  ring(): Promise<void>;
  readonly gate: Pick<SpoolGate, 'set'>;
  readonly places: ShardPlaces;
  /** @throws {Error} where this is not the first spool of its dataset */
  first(): FirstSpool;
  /** @throws {Error} where it is */
  feeder(): Feeder;
}

export interface SpoolServiceParts {
  readonly storage: DurableObjectStorage;
  readonly bindings: RelayBindings;
  readonly dataset: string;
  readonly index: number;
}

const HOUR_MS = 3_600_000;
const newId = createUuid7(Date.now, (bytes) => void crypto.getRandomValues(bytes));
const declared = [...servedTables.values()];

/** The composition root of a Durable Object: one spool of a dataset, what it does beside, and its alarm. */
export function createSpoolService(parts: SpoolServiceParts): SpoolService {
  const core = openCore(parts);
  const { storage, config, spool, counters, gate, places, clock, log } = core;
  const side: SpoolSide =
    parts.index === 0 ? createCommitSide(core, () => alarm.arm()) : createFeedSide(core);
  const alarm = createAlarmClock({ storage, clock, dueAt: side.dueAt });

  const quotas = createQuotaGuard({ limits: config?.quotas ?? NO_LIMITS, useOf: spool.quotaUse, clock });
  const admission = createAdmission({
    spool,
    clock,
    expectedOf: core.expectedOf,
    conflictOf: core.versions.conflictOf,
    quotas,
    hubFailure: side.hubFailure,
    maxBytes: config?.spoolMaxBytes ?? 0,
    maxAgeMs: config?.spoolMaxAgeMs ?? 0,
  });
  const intake = createIntake({
    spool,
    clock,
    admission,
    quotas,
    check: createCheckShardBytes(core.expectedOf, config?.checkedValues ?? 'all', config?.audioPolicy),
    refuseLate: ({ spoolCount }) => (gate.isOpenFor(spoolCount) ? undefined : MOVING),
    accepted: alarm.arm,
  });
  const rows = {
    atomically: <T>(change: () => T) => storage.transactionSync(change),
    ...{ spool, ledger: openRowLedger(storage.sql), admission, quotas, clock, newId },
  };

  const putRows: RowIntake = async (offer) => {
    const outcome = receiveRows(rows, offer);
    // Also for rows that were known: they may be sent again because an alarm got lost.
    if (outcome.kind === 'taken') await alarm.arm();
    return outcome;
  };

  const gated = gatedIntake(intake, { gate, places, strayed: side.strayed });

  const health = (): SpoolHealth => ({
    backlog: spool.backlog(),
    lastCommitAt: spool.lastCommitAt() ?? null,
    commitBudget: Math.max(0, (config?.commitsPerHour ?? 0) - spool.commitCalls(clock() - HOUR_MS).count),
    problem: side.problem() ?? deadIn(spool.deadCount()),
    isTaking: config !== undefined && side.hubFailure() !== 'unauthorized',
  });

  const metrics = (): SpoolMetrics => ({
    health: health(),
    counts: counters.all(),
    deadCount: spool.deadCount(),
    spoolBytes: spool.sizeBytes(),
  });

  const operator = createOperatorService({
    storage,
    spool,
    clock,
    arm: alarm.arm,
    status: () =>
      readSpoolStatus({
        sql: storage.sql,
        spool,
        versions: core.versions,
        metrics,
        nextCommitAt: side.dueAt,
      }),
  });

  return {
    put: loggedIntake(countedIntake(gated, counters, clock), log),
    putRows: countedRows(putRows, counters),
    states: (shardIds) => shardIds.map((shardId) => stateOf(core, shardId)),
    find: spool.find,
    health,
    metrics,
    countRefusals(counts) {
      for (const [code, count] of Object.entries(counts)) counters.add('refusals', code, count);
    },
    operator,
    arm: alarm.arm,
    ring: () => alarm.ring(side.work),
    gate,
    places,
    first: () => existing(side.first, 'the first spool'),
    feeder: () => existing(side.feeder, 'a spool that feeds the first'),
  };
}

function openCore({ storage, bindings, dataset, index }: SpoolServiceParts): SpoolCore {
  const clock = Date.now;
  const parsed = parseConfig(bindings);
  const config = parsed.kind === 'ok' ? parsed.config : undefined;
  const say = createConsoleLog(config?.logLevel ?? 'info');
  const spool = openDurableSpool(storage);
  const versions = openTableVersions(storage.sql, declared, clock());
  const peerAt = (other: number) => createSpoolPeer(bindings.SPOOL, dataset, other);
  return {
    storage,
    config,
    dataset,
    index,
    spool,
    versions,
    expectedOf: createExpectedOf(versions.find),
    counters: openCounters(storage.kv),
    gate: openSpoolGate(storage.kv, () => peerAt(0).countInForce()),
    places: openShardPlaces(storage.sql, index),
    peerAt,
    clock,
    log: (event, details) => say(event, { dataset, ...details }),
  };
}

function stateOf({ spool, places }: SpoolCore, shardId: string): SpoolShardState {
  const state: ShardState | undefined = spool.find(shardId)?.state;
  if (state !== undefined) return state;
  const place = places.find(shardId);
  return place === undefined
    ? { state: 'unknown', shardId }
    : { state: 'elsewhere', shardId, spool: place.spool };
}

const deadIn = (count: number): string | null =>
  count === 0 ? null : `the Hub refuses ${count} ${count === 1 ? 'shard' : 'shards'}, kept in the spool`;

function existing<T>(role: T | undefined, name: string): T {
  if (role === undefined) throw new Error(`this spool is not ${name} of its dataset, or is not configured`);
  return role;
}
