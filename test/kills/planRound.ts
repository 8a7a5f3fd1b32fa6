import type { ShardOrder } from '../relayRun/shardOrder.ts';
import { type Random, seeded } from '../support/seeded.ts';
import { KILL_POINTS, type KillPoint } from './killPoints.ts';

/** What becomes of a request that the hub has, and whose relay is dead. */
export type Fate = 'carried out' | 'lost' | 'carried out late';

export interface RoundPlan {
  readonly round: number;
  readonly point: KillPoint;
  /** Sent before. */
  readonly orders: readonly ShardOrder[];
  /** Sent as the kill comes. */
  readonly last: ShardOrder;
  /** From the moment to the kill. */
  readonly delayMs: number;
  /** Of the request that was asked when the kill came. */
  readonly fate: Fate;
  /** From the relay's return until that request is carried out, where it is late. */
  readonly lateMs: number;
}

const SHARDS_MAX_COUNT = 16;

/** Of which round a shard is. */
export const roundOf = ({ number }: Pick<ShardOrder, 'number'>): number =>
  Math.floor(number / SHARDS_MAX_COUNT);

/** What happens in a round follows from the seed and its number; the points take turns. */
export function planRound(seed: number, round: number): RoundPlan {
  const random = seeded(Math.imul(seed, 0x9e3779b1) ^ Math.imul(round, 0x85ebca6b));
  const numbered = (order: Order, i: number): ShardOrder => ({
    ...order,
    number: round * SHARDS_MAX_COUNT + i,
  });
  // Lines, for which the hub is asked, and sound of several parts, so that every point is met.
  const orders = [lines(random), sound(random), ...random.list(2, () => events(random))].map(numbered);
  return {
    round,
    orders,
    last: numbered(random.pick([lines, sound, events, events])(random), orders.length),
    point: KILL_POINTS[(round - 1) % KILL_POINTS.length] as KillPoint,
    delayMs: random.pick([0, 0, 1, 2, 5, 10, 20]),
    fate: random.pick(['carried out', 'lost', 'carried out late'] as const),
    lateMs: random.int(0, 1500),
  };
}

type Order = Omit<ShardOrder, 'number'>;

const events = (random: Random): Order => ({
  table: random.pick(['plays', 'timings'] as const),
  rowCount: random.int(1, 60),
  clipBytes: 0,
  writer: writerOf(random),
});

const lines = (random: Random): Order => ({
  table: 'notes',
  rowCount: random.int(1, 30),
  clipBytes: 0,
  writer: 'light',
});

const sound = (random: Random): Order => ({
  table: random.pick(['takes', 'verses'] as const),
  rowCount: random.int(1, 2),
  clipBytes: random.int(200_000, 400_000),
  writer: writerOf(random),
});

const writerOf = (random: Random): ShardOrder['writer'] => (random.chance(0.3) ? 'light' : 'parquet-wasm');
