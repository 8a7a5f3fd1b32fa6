import { Worker } from 'node:worker_threads';
import type { BoundOrder } from './shardOrder.ts';

export interface MadeShard {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
}

export interface ShardMaker {
  make(order: BoundOrder): Promise<MadeShard>;
  close(): Promise<void>;
}

/** Writes shards when they are due, in a thread: all of a run would be gigabytes. */
export function startShardMaker(): ShardMaker {
  const thread = new Worker(new URL('./shardThread.ts', import.meta.url));
  const waiting = new Map<number, PromiseWithResolvers<MadeShard>>();
  thread.on('message', ({ number, ...made }: MadeShard & { number: number }) => {
    waiting.get(number)?.resolve(made);
    waiting.delete(number);
  });
  thread.on('error', (error) => {
    for (const { reject } of waiting.values()) reject(error);
  });
  return {
    make(order) {
      const made = Promise.withResolvers<MadeShard>();
      waiting.set(order.number, made);
      thread.postMessage(order);
      return made.promise;
    },
    async close() {
      await thread.terminate();
    },
  };
}
