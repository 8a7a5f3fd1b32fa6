import type { Health, ShardState } from '@parqueue/schema/wire';
import { groupedBy } from '../committer/groupedBy.ts';
import { RelayError } from '../relayError.ts';
import type { RowOffer, RowOutcome } from '../rows/rowOffer.ts';
import type { ShardClaim } from '../validation/shardClaim.ts';
import type { Count } from './counters.ts';
import type { DeadLetter } from './deadLetter.ts';
import type { Erasure } from './eraseUser.ts';
import type { SpoolPutOutcome } from './gatedIntake.ts';
import type { Requeued } from './operatorService.ts';
import type { PutOutcome } from './receiveShard.ts';
import type { KnownShard } from './spool.ts';
import { homeOf, spoolName } from './spoolNames.ts';
import type { SpoolObject } from './spoolObject.ts';
import type { SpoolStatus } from './spoolStatus.ts';
import { sumErasures, sumRequeued, sumStatus } from './sumOperator.ts';
import { sumHealth, sumMetrics } from './sumSpools.ts';

export type SpoolHealth = Omit<Health['datasets'][number], 'dataset'>;

export interface SpoolMetrics {
  readonly health: SpoolHealth;
  readonly counts: readonly Count[];
  readonly deadCount: number;
  readonly spoolBytes: number;
}

/** What one spool says of a shard: it may know that another has it. */
export type SpoolShardState =
  | ShardState
  | { readonly state: 'elsewhere'; readonly shardId: string; readonly spool: number };

/** What the routes ask of a dataset's spools, wherever they live and however many they are. */
export interface SpoolDoor {
  put(claim: ShardClaim, body: ReadableStream<Uint8Array>): Promise<PutOutcome>;
  /** All rows of a dataset that come without the SDK, which are known by their ids, go to one spool. */
  putRows(offer: RowOffer): Promise<RowOutcome>;
  /** In the order asked. */
  states(shardIds: readonly string[]): Promise<readonly ShardState[]>;
  health(): Promise<SpoolHealth>;
  metrics(): Promise<SpoolMetrics>;
  /** Of requests that came to no spool, by code. */
  countRefusals(counts: Readonly<Record<string, number>>): Promise<void>;
  status(): Promise<SpoolStatus>;
  /** Those whose id comes after this one, in the order of their ids. */
  deadLetters(after: string, maxCount: number): Promise<readonly DeadLetter[]>;
  /** The bytes of a dead letter as they came, with their media type; undefined where it is none. */
  deadFile(shardId: string): Promise<Response | undefined>;
  /** Has those of them that are dead letters offered again. */
  requeue(shardIds: readonly string[]): Promise<Requeued>;
  /** Gives the bytes up; false where there is no such dead letter, and none that was removed before. */
  removeDead(shardId: string): Promise<boolean>;
  /** @param isRepoDone the repo holds nothing of the person any more */
  erase(userId: string, isRepoDone: boolean): Promise<Erasure>;
  /** Sets alarms that got lost. */
  wake(): Promise<void>;
}

/** The header by which a claim travels with the body: calls with arguments are limited to 32 MiB, bodies are not. */
export const CLAIM_HEADER = 'Parqueue-Claim';

export interface SpoolDoorParts {
  readonly namespace: DurableObjectNamespace<SpoolObject>;
  readonly dataset: string;
  /** Among how many a shard's own is chosen. */
  readonly spoolCount: number;
}

/** The door to the Durable Objects of a dataset. */
export function createSpoolDoor({ namespace, dataset, spoolCount }: SpoolDoorParts): SpoolDoor {
  // A new stub for each call: one that has thrown once may stay broken.
  const stub = (spool: number): DurableObjectStub<SpoolObject> =>
    namespace.getByName(spoolName(dataset, spool));

  const ofAll = <T>(ask: (spool: DurableObjectStub<SpoolObject>) => Promise<T>): Promise<T[]> =>
    guarded(async () => {
      const count = Math.max(spoolCount, await stub(0).countEver());
      return Promise.all(Array.from({ length: count }, (_, spool) => ask(stub(spool))));
    });

  const putTo = async (claim: ShardClaim, body: ReadableStream<Uint8Array>): Promise<SpoolPutOutcome> => {
    const headers = { [CLAIM_HEADER]: JSON.stringify(claim) };
    const home = stub(homeOf(claim.shardId, spoolCount));
    const response = await home.fetch('https://spool/', { method: 'PUT', headers, body });
    if (!response.ok) throw new RelayError('internal_error', 'the spool failed');
    return response.json<SpoolPutOutcome>();
  };

  const statesIn = async (spool: number, shardIds: readonly string[]): Promise<readonly ShardState[]> => {
    const states: readonly SpoolShardState[] = await stub(spool).states(shardIds);
    return Promise.all(
      states.map(async (state) => {
        if (state.state !== 'elsewhere') return state;
        const [there] = await stub(state.spool).states([state.shardId]);
        return there === undefined || there.state === 'elsewhere'
          ? { state: 'unknown' as const, shardId: state.shardId }
          : there;
      }),
    );
  };

  return {
    put: (claim, body) =>
      guarded(async () => {
        const outcome = await putTo(claim, body);
        if (outcome.kind !== 'elsewhere') return outcome;
        const shard: KnownShard | undefined = await stub(outcome.spool).find(claim.shardId);
        if (shard === undefined) throw new RelayError('internal_error', 'a spool lacks a shard that it had');
        return { kind: 'known', shard };
      }),
    putRows: (offer) => guarded<RowOutcome>(async () => await stub(0).putRows(offer)),
    states: (shardIds) =>
      guarded(async () => {
        const homes = groupedBy(shardIds, (shardId) => String(homeOf(shardId, spoolCount)));
        const found = await Promise.all([...homes].map(([home, ids]) => statesIn(Number(home), ids)));
        const byId = new Map(found.flat().map((state) => [state.shardId, state]));
        return shardIds.map((shardId) => byId.get(shardId) ?? { state: 'unknown', shardId });
      }),
    health: async () => sumHealth(await ofAll((spool) => spool.health())),
    metrics: async () => sumMetrics(await ofAll((spool) => spool.metrics())),
    countRefusals: (counts) => guarded(() => stub(0).countRefusals(counts)),
    status: async () => sumStatus(await ofAll((spool) => spool.status())),
    deadLetters: async (after, maxCount) =>
      (await ofAll((spool) => spool.deadLetters(after, maxCount)))
        .flat()
        .toSorted((a, b) => (a.shardId < b.shardId ? -1 : 1))
        .slice(0, maxCount),
    deadFile: async (shardId) => {
      const path = `https://spool/${encodeURIComponent(shardId)}`;
      return (await ofAll((spool) => spool.fetch(path))).find(({ ok }) => ok);
    },
    requeue: async (shardIds) => sumRequeued(await ofAll((spool) => spool.requeue(shardIds))),
    removeDead: async (shardId) => (await ofAll((spool) => spool.removeDead(shardId))).includes(true),
    erase: async (userId, isRepoDone) => sumErasures(await ofAll((spool) => spool.erase(userId, isRepoDone))),
    wake: async () => void (await ofAll((spool) => spool.wake())),
  };
}

/** The platform marks errors of an object that has too much to do. */
async function guarded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && 'overloaded' in error && error.overloaded === true) {
      throw new RelayError('overloaded', 'the spool has more to do than it can');
    }
    throw error;
  }
}
