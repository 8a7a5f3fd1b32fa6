import type { ShardOrder } from '../relayRun/shardOrder.ts';
import type { Random } from '../support/seeded.ts';

/** What a browser does, at a moment of simulated time. */
export type Deed =
  | { readonly kind: 'come' | 'leave'; readonly atMs: number }
  | { readonly kind: 'log'; readonly atMs: number; readonly order: Omit<ShardOrder, 'number'> };

export interface BrowserPlanOptions {
  /** The share of a session's real rate at which this one logs, up to 1. */
  readonly pace: number;
  /** When the run ends, in simulated milliseconds. */
  readonly endMs: number;
}

const MINUTE_MS = 60_000;
type Span = readonly [minMs: number, maxMs: number];
const VISIT: Span = [5 * MINUTE_MS, 30 * MINUTE_MS];
const AWAY: Span = [MINUTE_MS, 10 * MINUTE_MS];
/** Between two shards of events, and between two of recordings, in a session of somebody who recites. */
const PAUSES = { events: [10_000, 30_000], audio: [30_000, 90_000] } satisfies Record<string, Span>;

const meanOf = ([min, max]: Span): number => (min + max) / 2;

/** The share of browsers that are there at a time. */
export const PRESENT_SHARE = meanOf(VISIT) / (meanOf(VISIT) + meanOf(AWAY));
/** Shards a second of simulated time that a session makes at its real rate. */
export const SESSION_SHARDS_PER_S = 1000 / meanOf(PAUSES.events) + 1000 / meanOf(PAUSES.audio);

/** The visits of one browser and what is logged in them, in order. */
export function* planBrowser(random: Random, { pace, endMs }: BrowserPlanOptions): Generator<Deed> {
  const draw = ([min, max]: Span): number => random.int(min, max);
  const pause = (kind: keyof typeof PAUSES): number => draw(PAUSES[kind]) / pace;
  // Those who are there as the run begins came at some time before.
  let atMs = random.chance(PRESENT_SHARE) ? -random.int(0, meanOf(VISIT)) : random.int(0, meanOf(AWAY));
  /** How long somebody has to be there until the next shard is due. */
  const due = { events: pause('events') * share(random), audio: pause('audio') * share(random) };
  while (atMs < endMs) {
    const leavesAtMs = Math.min(endMs, Math.max(0, atMs + draw(VISIT)));
    atMs = Math.max(0, atMs);
    yield { kind: 'come', atMs };
    for (;;) {
      const kind = due.events <= due.audio ? 'events' : 'audio';
      if (atMs + due[kind] >= leavesAtMs) break;
      const passed = due[kind];
      atMs += passed;
      due.events -= passed;
      due.audio -= passed;
      due[kind] = pause(kind);
      yield { kind: 'log', atMs, order: kind === 'events' ? eventOrder(random) : audioOrder(random) };
    }
    due.events -= leavesAtMs - atMs;
    due.audio -= leavesAtMs - atMs;
    yield { kind: 'leave', atMs: leavesAtMs };
    atMs = leavesAtMs + draw(AWAY);
  }
}

const share = (random: Random): number => random.int(0, 1000) / 1000;

function eventOrder(random: Random): Omit<ShardOrder, 'number'> {
  const table = random.pick(['plays', 'plays', 'timings', 'notes'] as const);
  return { table, rowCount: random.int(5, 120), clipBytes: 0, writer: writerOf(random) };
}

/** From four seconds to three minutes of sound; most are short. */
const CLIP = { minBytes: 60_000, maxBytes: 3_000_000 };

function audioOrder(random: Random): Omit<ShardOrder, 'number'> {
  const clipBytes = Math.round(CLIP.minBytes * (CLIP.maxBytes / CLIP.minBytes) ** share(random));
  const rowCount = clipBytes < 500_000 && random.chance(0.2) ? random.int(2, 3) : 1;
  return { table: random.pick(['takes', 'verses'] as const), rowCount, clipBytes, writer: writerOf(random) };
}

const writerOf = (random: Random): ShardOrder['writer'] => (random.chance(0.1) ? 'light' : 'parquet-wasm');
