import type { Health, ShardState } from '@parqueue/schema/wire';
import { RelayError } from '../relayError.ts';
import type { RowOffer, RowOutcome } from '../rows/rowOffer.ts';
import type { ShardClaim } from '../validation/shardClaim.ts';
import type { Count } from './counters.ts';
import type { PutOutcome } from './receiveShard.ts';
import type { SpoolObject } from './spoolObject.ts';

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
  /** All rows of a dataset that come without the SDK, which are known by their ids, go to one spool. */
  putRows(offer: RowOffer): Promise<RowOutcome>;
  /** In the order asked. */
  states(shardIds: readonly string[]): Promise<readonly ShardState[]>;
  health(): Promise<SpoolHealth>;
  metrics(): Promise<SpoolMetrics>;
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
    putRows: (offer) => guarded<RowOutcome>(async () => await stub().putRows(offer)),
    states: (shardIds) => guarded(() => stub().states([...shardIds])),
    health: () => guarded(() => stub().health()),
    metrics: () => guarded(() => stub().metrics()),
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
