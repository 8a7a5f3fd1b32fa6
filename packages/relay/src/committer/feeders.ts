import type { TableDefinition } from '@parqueue/schema';
import type { HubEntry } from '../hub/hubClient.ts';
import { HubError, type HubFailure } from '../hub/hubError.ts';
import type { Batch, FreezeLimits } from '../spool/spool.ts';
import type { CountsByTable } from './commitPlan.ts';
import type { Fed, Feeder } from './feeder.ts';
import type { FeederLedger } from './feederLedger.ts';

export interface FeedersParts {
  readonly ledger: FeederLedger;
  /** Another spool of the dataset. */
  readonly feederOf: (spool: number) => Feeder;
  /** How many spools the dataset has, or ever had, the committer's own among them. */
  readonly spoolCount: () => number;
  readonly versions: {
    used(): readonly TableDefinition[];
    learn(versions: readonly TableDefinition[]): void;
  };
  readonly noteTables: (names: readonly string[]) => void;
}

/** What all other spools have in a batch. */
export interface FedTogether {
  readonly shardCount: number;
  readonly entries: readonly HubEntry[];
  readonly counts: readonly CountsByTable[];
  /** The first that went wrong: then the entries are not all. */
  readonly failed: HubError | undefined;
}

/** The other spools of a dataset, as its committer works with them. */
export interface Feeders extends Pick<FeederLedger, 'waitingSince' | 'join' | 'partsOf' | 'divide'> {
  /** Has them all bring what they have in a batch to the Hub's store, at the same time. */
  prepare(batch: Batch, limits: Omit<FreezeLimits, 'now'>): Promise<FedTogether>;
  /** Tells them of batches that are settled. Whom it does not reach is told the next time. */
  tell(): Promise<void>;
  heed(failure: HubFailure['kind'] | null): Promise<void>;
}

export function createFeeders({ ledger, feederOf, spoolCount, versions, noteTables }: FeedersParts): Feeders {
  const keep = (batchId: string, spool: number, fed: Fed): void => {
    ledger.keepPaths(batchId, spool, fed.paths);
    versions.learn(fed.versions);
    noteTables(Object.keys(fed.countsByTable));
    if (fed.waitingSince !== null) ledger.note(spool, fed.waitingSince);
  };

  return {
    waitingSince: ledger.waitingSince,
    join: ledger.join,
    partsOf: ledger.partsOf,
    divide: ledger.divide,

    async prepare({ batchId, wholeIds }, limits) {
      const usedVersions = versions.used();
      const all = await Promise.all(
        ledger.partsOf(batchId).map(async ({ spool, siblingIds }): Promise<Fed> => {
          try {
            const order = { batchId, wholeIds, siblingIds, limits, usedVersions };
            const fed = await feederOf(spool).prepare(order);
            keep(batchId, spool, fed);
            return fed;
          } catch (error) {
            return unreached(spool, error);
          }
        }),
      );
      const failed = all.find((fed) => fed.kind === 'failed');
      return {
        shardCount: all.reduce((sum, fed) => sum + fed.shardCount, 0),
        entries: all.flatMap((fed) => (fed.kind === 'stored' ? fed.entries : [])),
        counts: all.map((fed) => fed.countsByTable),
        failed: failed && new HubError(failed.failure, failed.message),
      };
    },

    async tell() {
      for (const { batchId, spool, outcome } of ledger.untold()) {
        const isTold = await reached(feederOf(spool).settle(batchId, outcome));
        if (isTold) ledger.forget(batchId, spool);
      }
    },

    async heed(failure) {
      const others = Array.from({ length: spoolCount() - 1 }, (_, i) => i + 1);
      await Promise.all(others.map((spool) => reached(feederOf(spool).heed(failure))));
    },
  };
}

/** What it has is not known, so that nothing may be given up for it. */
const unreached = (spool: number, error: unknown): Fed => ({
  shardCount: Number.POSITIVE_INFINITY,
  countsByTable: {},
  versions: [],
  paths: [],
  waitingSince: null,
  kind: 'failed',
  failure: { kind: 'unavailable' },
  message: `spool ${spool} did not answer: ${error instanceof Error ? error.message : 'unknown'}`,
});

const reached = (call: Promise<void>): Promise<boolean> =>
  call.then(
    () => true,
    () => false,
  );
