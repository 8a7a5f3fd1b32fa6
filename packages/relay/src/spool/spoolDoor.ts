import type { Health, ShardState } from '@parqueue/schema/wire';
import { RelayError } from '../relayError.ts';
import type { ShardClaim } from '../validation/shardClaim.ts';
import type { Count } from './counters.ts';
import type { DeadLetter } from './deadLetter.ts';
import type { Erasure } from './eraseUser.ts';
import type { Requeued } from './operatorService.ts';
import type { PutOutcome } from './receiveShard.ts';
import type { SpoolObject } from './spoolObject.ts';
import type { SpoolStatus } from './spoolStatus.ts';

export type SpoolHealth = Omit<Health['datasets'][number], 'dataset'>;

export interface SpoolMetrics {
  readonly health: SpoolHealth;
  readonly counts: readonly Count[];
  readonly deadCount: number;
  readonly spoolBytes: number;
}

/** What the routes ask of a dataset's spool, wherever it lives. */
export interface SpoolDoor {
  put(claim: ShardClaim, body: ReadableStream<Uint8Array>): Promise<PutOutcome>;
  /** In the order asked. */
  states(shardIds: readonly string[]): Promise<readonly ShardState[]>;
  health(): Promise<SpoolHealth>;
  metrics(): Promise<SpoolMetrics>;
  status(): Promise<SpoolStatus>;
  /** Those whose id comes after this one, in the order of their ids. */
  deadLetters(after: string, maxCount: number): Promise<readonly DeadLetter[]>;
  /** The bytes of a dead letter as they came, with their media type; undefined where it is none. */
  deadFile(shardId: string): Promise<Response | undefined>;
  /** Dead letters that are offered again: those named, or all, but no more at once than the spool sees fit. */
  requeue(which: readonly string[] | 'all'): Promise<Requeued>;
  /** Gives the bytes up; false where there is no such dead letter, and none that was removed before. */
  removeDead(shardId: string): Promise<boolean>;
  /** @param isRepoDone the repo holds nothing of the person any more */
  erase(userId: string, isRepoDone: boolean): Promise<Erasure>;
  /** Sets an alarm that got lost. */
  wake(): Promise<void>;
}

/** The header by which a claim travels with the body: calls with arguments are limited to 32 MiB, bodies are not. */
export const CLAIM_HEADER = 'Parqueue-Claim';

/** The door to the Durable Object of a dataset. */
export function createSpoolDoor(namespace: DurableObjectNamespace<SpoolObject>, dataset: string): SpoolDoor {
  // A new stub for each call: one that has thrown once may stay broken.
  const stub = (): DurableObjectStub<SpoolObject> => namespace.getByName(dataset);
  return {
    put: (claim, body) =>
      guarded(async () => {
        const headers = { [CLAIM_HEADER]: JSON.stringify(claim) };
        const response = await stub().fetch('https://spool/', { method: 'PUT', headers, body });
        if (!response.ok) throw new RelayError('internal_error', 'the spool failed');
        return response.json<PutOutcome>();
      }),
    states: (shardIds) => guarded(() => stub().states([...shardIds])),
    health: () => guarded(() => stub().health()),
    metrics: () => guarded(() => stub().metrics()),
    status: () => guarded(() => stub().status()),
    deadLetters: (after, maxCount) => guarded(() => stub().deadLetters(after, maxCount)),
    deadFile: (shardId) =>
      guarded(async () => {
        const response = await stub().fetch(`https://spool/${encodeURIComponent(shardId)}`);
        return response.ok ? response : undefined;
      }),
    requeue: (which) => guarded(() => stub().requeue(which)),
    removeDead: (shardId) => guarded(() => stub().removeDead(shardId)),
    erase: (userId, isRepoDone) => guarded(() => stub().erase(userId, isRepoDone)),
    wake: () => guarded(() => stub().wake()),
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
