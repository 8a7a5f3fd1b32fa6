import { createHash } from 'node:crypto';
import { createUuid7 } from '@parqueue/schema/uuid7';
import type { EngineEnvironment } from '../../packages/sdk/src/engine/engineEnvironment.ts';
import type { ShardWriter } from '../../packages/sdk/src/parquet/shardWriter.ts';
import { createFetchTransport } from '../../packages/sdk/src/upload/fetchTransport.ts';
import type { Random } from '../support/seeded.ts';
import { createDisk, type Disk } from './disk.ts';
import { createModel, type Model } from './model.ts';
import { createNetwork, type Network } from './network.ts';
import type { Exits, Page } from './page.ts';
import { endRealm, pageOf, type Realm } from './realm.ts';
import { createRelayModel, type RelayModel } from './relayModel.ts';
import type { RunOptions } from './runOptions.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { createOriginLocks, type OriginLocks } from './simulatedLocks.ts';
import { createSimulatedStore } from './simulatedStore.ts';
import { simulatedTables } from './tables.ts';
import type { Trace } from './trace.ts';
import {
  type CommitFault,
  createTransactions,
  type TransactionOptions,
  type Transactions,
} from './transactions.ts';
import { columnarWriter, jsonLinesWriter } from './writers.ts';

/** One device with its tabs, a relay, and the way between them. */
export interface World {
  readonly options: RunOptions;
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly disk: Disk;
  readonly transactions: Transactions;
  readonly locks: OriginLocks;
  readonly relay: RelayModel;
  readonly network: Network;
  /** Live and frozen pages. */
  readonly pages: Map<Realm, Page>;
  /** By page, living or not. */
  readonly exits: Map<Realm, Exits>;
  readonly model: Model;
  readonly weather: Weather;
  readonly violations: string[];
  /** Epoch milliseconds as pages see them. */
  clock(): number;
  fillRandom(bytes: Uint8Array): void;
  /** The page in whose realm the running task is. */
  currentPage(): Page;
  engineEnvironment(realm: Realm): EngineEnvironment;
  violate(text: string): void;
  /** Ends a page without a warning. */
  kill(page: Realm): void;
}

/** What is wrong with the surroundings just now. */
export interface Weather {
  /** Whether faults happen at all; from some moment on none do. */
  isBad: boolean;
  storagePercent: number;
  isFull: boolean;
  isRelayUp: boolean;
  clockOffsetMs: number;
}

const START = 1_790_000_000_000;

export function createWorld(options: RunOptions, random: Random, trace: Trace): World {
  const { troubles } = options;
  const scheduler = createScheduler(random, trace);
  const disk = createDisk();
  const violations: string[] = [];
  const weather: Weather = {
    isBad: true,
    storagePercent: 0,
    isFull: false,
    isRelayUp: true,
    clockOffsetMs: 0,
  };
  const pages = new Map<Realm, Page>();
  const exits = new Map<Realm, Exits>();

  function violate(text: string): void {
    violations.push(text);
    trace.note(`VIOLATION ${text}`);
  }

  function kill(page: Realm): void {
    trace.note(`${page.name} dies`);
    endRealm(page, true);
  }

  function faultOf(
    { areas, realm }: TransactionOptions,
    changes: readonly { value: unknown }[],
  ): CommitFault {
    const fault = drawFault(changes);
    if (fault === 'none') return fault;
    trace.note(`storage: ${fault} in ${realm.name}`);
    const ofPage = exits.get(realm);
    if (ofPage && areas.length === 1 && areas[0] === 'exits') ofPage.hasFailed = true;
    return fault;
  }

  function drawFault(changes: readonly { value: unknown }[]): CommitFault {
    if (!weather.isBad || changes.length === 0) return 'none';
    const isPutting = changes.some(({ value }) => value !== undefined);
    if (weather.isFull && isPutting && random.chance(0.7)) return 'full';
    if (!random.chance(weather.storagePercent / 100)) return 'none';
    return troubles.has('in-doubt') && random.chance(0.5) ? 'in-doubt' : 'aborts';
  }

  const clock = () => START + Math.floor(scheduler.now()) + weather.clockOffsetMs;
  const fillRandom = (bytes: Uint8Array) => {
    for (let i = 0; i < bytes.length; i++) bytes[i] = random.int(0, 255);
  };
  const transactions = createTransactions({
    scheduler,
    disk,
    faultOf,
    delayMs: () =>
      random.chance(0.05) ? random.int(1, weather.isBad && troubles.has('storage') ? 3_000 : 20) : 0,
    landsAfterKill: () => random.chance(0.5),
    evict: kill,
    onViolation: violate,
  });
  const relay = createRelayModel({
    tables: Object.values(simulatedTables),
    now: () => START + scheduler.now(),
    ticketMs: options.ticketMs,
    commitIntervalMs: options.commitIntervalMs,
    shardMaxBytes: options.shardMaxBytes,
    isRefused: () => weather.isBad && troubles.has('refusals') && random.chance(0.1),
    onViolation: violate,
  });
  const locks = createOriginLocks(scheduler, (page) => trace.note(`${page.name} is evicted`), violate);
  const world: World = {
    options,
    random,
    scheduler,
    trace,
    disk,
    transactions,
    locks,
    relay,
    network: createNetwork({
      scheduler,
      random,
      relay,
      isRelayUp: () => weather.isRelayUp,
      note: trace.note,
    }),
    pages,
    exits,
    model: createModel(),
    weather,
    violations,
    clock,
    fillRandom,
    currentPage() {
      const page = pages.get(pageOf(scheduler.current()));
      if (page === undefined) throw new Error(`${scheduler.current().name} is no page`);
      return page;
    },
    engineEnvironment: (realm) => engineEnvironmentOf(world, realm),
    violate,
    kill,
  };
  return world;
}

function engineEnvironmentOf(world: World, realm: Realm): EngineEnvironment {
  const { scheduler, random, clock } = world;
  const inTime = <T>(label: string, maxMs: number, work: () => T | Promise<T>): Promise<T> =>
    new Promise((resolve) => void scheduler.after(realm, random.int(0, maxMs), label, () => resolve(work())));
  const slow = (writer: ShardWriter): ShardWriter => ({
    write: (content) => inTime('writer', 30, () => writer.write(content)),
  });
  return {
    openStore: () => inTime('store opens', 30, () => createSimulatedStore(world.transactions, realm)),
    createTransport: ({ relay, dataset }) =>
      createFetchTransport({ relay, dataset, fetch: world.network.fetchOf(realm), now: clock }),
    loadWriter: (format) =>
      inTime('writer loads', 30, () => slow(format === 'jsonl' ? jsonLinesWriter : columnarWriter)),
    loadAudio: () => Promise.reject(new Error('the simulation has no audio')),
    locks: world.options.troubles.has('no-locks') ? undefined : world.locks.of(realm),
    sha256: (bytes) => inTime('sha256', 2, () => createHash('sha256').update(bytes).digest('hex')),
    now: clock,
    random: () => random.int(0, 999_999) / 1_000_000,
    newId: createUuid7(clock, world.fillRandom),
    schedule: (work, delayMs) => scheduler.after(realm, delayMs, 'timer', work),
    estimateStorage: async () => ({}),
    wasmRefusal: undefined,
  };
}
