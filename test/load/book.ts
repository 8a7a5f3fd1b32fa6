import type { PageCall } from '../relayRun/pageFetch.ts';
import type { ShardOrder } from '../relayRun/shardOrder.ts';

/** A shard that a browser made, and what it knows of it. */
export interface BookedShard {
  readonly order: ShardOrder;
  readonly sizeBytes: number;
  isDurable: boolean;
  isCommitted: boolean;
}

/** An upload that was answered with a receipt. */
export type AcceptedPut = Pick<PageCall, 'sizeBytes' | 'tookMs'>;

/** All that the browsers of a run made, asked and were told. */
export interface Book {
  readonly shards: ReadonlyMap<number, BookedShard>;
  readonly puts: readonly AcceptedPut[];
  /** By kind. */
  readonly calls: Readonly<Record<PageCall['kind'], number>>;
  /** Uploads that were not taken, by code; `no answer` where there was none, or none of the relay's. */
  readonly refusals: ReadonlyMap<string, number>;
  /** What must not be, each in words. */
  readonly problems: readonly string[];
  nextNumber(): number;
  call(call: PageCall): void;
  made(order: ShardOrder, sizeBytes: number): void;
  accepted(number: number): void;
  refused(code: string): void;
  committed(number: number): void;
  problem(text: string): void;
}

export function createBook(): Book {
  const shards = new Map<number, BookedShard>();
  const puts: AcceptedPut[] = [];
  const calls = { preflight: 0, ticket: 0, put: 0, states: 0 };
  const refusals = new Map<string, number>();
  const problems: string[] = [];
  let lastNumber = 0;
  return {
    shards,
    puts,
    calls,
    refusals,
    problems,
    nextNumber: () => ++lastNumber,
    call({ kind, status, sizeBytes, tookMs }) {
      calls[kind] += 1;
      if (kind === 'put' && (status === 202 || status === 200)) puts.push({ sizeBytes, tookMs });
    },
    made: (order, sizeBytes) =>
      void shards.set(order.number, { order, sizeBytes, isDurable: false, isCommitted: false }),
    accepted(number) {
      const shard = shards.get(number);
      if (shard) shard.isDurable = true;
    },
    refused: (code) => void refusals.set(code, (refusals.get(code) ?? 0) + 1),
    committed(number) {
      const shard = shards.get(number);
      if (shard) shard.isCommitted = true;
    },
    problem: (text) => void problems.push(text),
  };
}
