import { ParqueueError } from '../api/errors.ts';
import type { ChangeReply, Engine, RowChange } from '../engine/engine.ts';
import { type Outbox, retryMs } from './outbox.ts';

export interface FoundChangesOptions {
  readonly engine: () => Promise<Engine>;
  /** Resolves when everything said before is stored. */
  readonly settled: Outbox['settled'];
  /** Why nothing can be logged. */
  readonly refusal: () => Error | undefined;
  readonly schedule: (work: () => void, delayMs: number) => () => void;
  readonly onFailure: (error: unknown) => void;
}

/** Changes of rows that the page knows by their ids alone, on their way: like entries they leave by being stored, never before. */
export interface FoundChanges {
  /**
   * Tells the engine, and the next one when that dies, until one answers.
   *
   * @throws why nothing can be logged any more.
   */
  make(change: RowChange): Promise<ChangeReply>;
  /** What a page that goes away must store itself. */
  waiting(): readonly RowChange[];
  /** Resolves when all of now have come to their end. */
  settled(): Promise<void>;
}

export function createFoundChanges(options: FoundChangesOptions): FoundChanges {
  const underWay = new Map<RowChange, Promise<ChangeReply>>();

  async function run(change: RowChange): Promise<ChangeReply> {
    await options.settled();
    for (let failures = 0; ; failures++) {
      const refusal = options.refusal();
      if (refusal) throw refusal;
      try {
        return await (await options.engine()).changeRow(change);
      } catch (error) {
        if (isFinal(error)) throw error;
        options.onFailure(error);
        await new Promise<void>((resolve) => void options.schedule(resolve, retryMs(failures)));
      }
    }
  }

  return {
    make(change) {
      const reply = run(change).finally(() => underWay.delete(change));
      underWay.set(change, reply);
      return reply;
    },
    waiting: () => [...underWay.keys()],
    settled: async () => void (await Promise.allSettled(underWay.values())),
  };
}

/** Whether another try would end the same way: what an engine says of the logger, not of itself or its storage. */
const isFinal = (error: unknown): boolean =>
  error instanceof ParqueueError && error.code !== 'engine_failed' && error.code !== 'storage_failed';
