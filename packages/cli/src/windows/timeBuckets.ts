import { DAY_MS } from './duration.ts';
import { instantOf, zonedText } from './zonedTime.ts';

/** Spans of time side by side, for sparklines and charts over time. */
export interface TimeBuckets {
  /** Epoch milliseconds at which each begins. */
  readonly startsMs: readonly number[];
  /** How long each is, in words: `hour`, `5 minutes`, `day`. */
  readonly unit: string;
  /** Whether they are days or longer. */
  readonly isDaily: boolean;
}

const MINUTE_MS = 60_000;
const CLOCK_STEPS = [
  [1, 'minute'],
  [5, '5 minutes'],
  [15, '15 minutes'],
  [60, 'hour'],
] as const;
const DAY_STEPS = [
  [1, 'day'],
  [7, '7 days'],
  [30, '30 days'],
  [365, '365 days'],
] as const;
/** More do not fit a line of a terminal. */
const MAX_BUCKETS = 75;

/** The finest buckets that are not too many. Hours and days begin as a clock in the zone shows them. */
export function timeBuckets({ fromMs, toMs }: { fromMs: number; toMs: number }, tz: string): TimeBuckets {
  const midnight = wallOf(fromMs, tz, 10);
  for (const [minutes, unit] of CLOCK_STEPS) {
    const stepMs = minutes * MINUTE_MS;
    if ((toMs - fromMs) / stepMs > MAX_BUCKETS) continue;
    // By the wall, for zones that are off by half an hour; from there on by the clock that never jumps.
    const wall =
      Date.parse(`${zonedText(fromMs, tz).replace(' ', 'T')}Z`) + (((fromMs % 1000) + 1000) % 1000);
    const firstMs = fromMs - (((wall % stepMs) + stepMs) % stepMs);
    const count = Math.max(1, Math.ceil((toMs - firstMs) / stepMs));
    return { startsMs: Array.from({ length: count }, (_, i) => firstMs + i * stepMs), unit, isDaily: false };
  }
  const days = (toMs - fromMs) / DAY_MS;
  const [step, unit] = DAY_STEPS.find(([size]) => days / size <= MAX_BUCKETS) ?? [365, '365 days'];
  const startsMs: number[] = [];
  for (let wall = midnight; ; wall += step * DAY_MS) {
    const startMs = instantOf(wall, tz);
    if (startMs >= toMs && startsMs.length > 0) return { startsMs, unit, isDaily: true };
    startsMs.push(startMs);
  }
}

/** The beginning of the day, as if the wall clock were UTC. */
const wallOf = (atMs: number, tz: string, chars: number): number =>
  Date.parse(`${zonedText(atMs, tz).slice(0, chars)}T00:00:00Z`);

/** Joins each row of `source` to the bucket that it is in, as `bucket`, from 0. */
export const bucketJoin = (source: string, { startsMs }: TimeBuckets): string =>
  `(SELECT e.*, b.bucket FROM ${source} e ASOF JOIN (
    SELECT unnest(range(${startsMs.length})) AS bucket, epoch_ms(unnest([${startsMs.map((at) => `${Math.round(at)}::BIGINT`).join(', ')}]))::TIMESTAMPTZ AS start
  ) b ON e._time >= b.start)`;
