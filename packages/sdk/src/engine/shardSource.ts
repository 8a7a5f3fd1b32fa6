import type { TicketResponse } from '@parqueue/schema/wire';
import type { Store } from '../store/store.ts';
import type { EngineEvent } from './engine.ts';
import type { Work } from './findWork.ts';
import type { HoldBacks } from './holdBacks.ts';
import type { Sealer } from './sealer.ts';
import { type FlushScope, isIncluded, type WaitingShard, waitingTables } from './waiting.ts';

/** What failed: a shard or a table, by its key, on the way to the relay or here. */
export interface Failure {
  readonly key: string;
  readonly reason: string;
  readonly retryAfterMs?: number | undefined;
  readonly isOwn: boolean;
}

/** What a flush came to so far. */
export interface Outcome {
  readonly failures: Failure[];
  /** Tables with a shard that was taken apart, or is to be made anew. */
  readonly unsealed: Set<string>;
  isAnyThrough: boolean;
}

/** One flush. */
export interface Run {
  readonly held: TicketResponse;
  readonly isWithoutAudio: boolean;
  readonly work: Work;
  readonly outcome: Outcome;
}

export interface ShardSourceOptions {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly holds: HoldBacks;
  /** What was asked for and has not begun; what is done of it meanwhile is taken off. */
  readonly asked: FlushScope[];
  readonly emit: (event: EngineEvent) => void;
  readonly onOwnFailure: (error: unknown) => void;
}

/** The order in which shards go. */
export interface ShardSource {
  /**
   * Rows before audio, so that they are not stuck behind it; of either, first the shards that wait already, the smallest first, then new ones
   * as they are wanted. Rows that are to be sent meanwhile do not wait for the end of all audio.
   */
  shardsOf(run: Run): AsyncGenerator<WaitingShard>;
}

export function createShardSource(options: ShardSourceOptions): ShardSource {
  const { store, sealer, holds, asked, emit } = options;

  async function* shardsOf(run: Run): AsyncGenerator<WaitingShard> {
    const { rows, audio, due, kinds } = run.work;
    yield* rows;
    for (const table of due) if (!kinds.ofTable(table)) yield* sealedOf(run, table);
    for (const shard of audio) {
      yield* rowsMeanwhile(run);
      yield shard;
    }
    for (const table of due) {
      if (!kinds.ofTable(table)) continue;
      for await (const shard of sealedOf(run, table)) {
        yield shard;
        yield* rowsMeanwhile(run);
      }
    }
  }

  async function* rowsMeanwhile(run: Run): AsyncGenerator<WaitingShard> {
    const scopes = asked.splice(0);
    if (scopes.length === 0) return;
    for (const table of await waitingTables(store)) {
      const isDue = scopes.some((scope) => isIncluded(scope, table)) && !holds.isHeld(table);
      if (isDue && !run.work.kinds.ofTable(table)) yield* sealedOf(run, table);
    }
  }

  async function* sealedOf(run: Run, table: string): AsyncGenerator<WaitingShard> {
    const { held, isWithoutAudio, outcome } = run;
    // A table that the relay does not know yet is no error of the rows: they wait for its next deploy.
    if (!held.tables.some(({ name }) => name === table)) {
      const delayMs = holds.hold(table);
      emit({ type: 'retry', detail: { reason: `the relay does not know ${table} yet`, delayMs } });
      return;
    }
    const identity = { userId: held.userId, proof: held.identityProof };
    try {
      for (;;) {
        const sealed = await sealer.sealNext(table, identity, held.limits.shardMaxBytes, isWithoutAudio);
        if (sealed === undefined) break;
        yield [sealed.shardId, sealed.record];
      }
    } catch (error) {
      // Whatever a table's rows do to a writer or the store, other tables go on.
      options.onOwnFailure(error);
      outcome.failures.push({ key: table, reason: messageOf(error), isOwn: true });
    }
  }

  return { shardsOf };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
