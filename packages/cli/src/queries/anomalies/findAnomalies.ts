import { instantOf, zonedText } from '../../windows/zonedTime.ts';
import { HOUR_MS, type HourPoint } from './countHours.ts';

export type Measure = 'events' | 'errors' | 'total_p95_ms';

/** An hour in which a figure is far from what it usually is at that time. */
export interface Anomaly {
  readonly time: Date;
  readonly measure: Measure;
  readonly value: number;
  /** Of the hours that it is held against. */
  readonly median: number;
  /** How far it is from the median, in robust standard deviations; below zero where it is less. */
  readonly z: number;
  /** What it is held against. */
  readonly baseline: 'hour of week' | 'hour of day';
  /** How many hours those are. */
  readonly baseline_hours: number;
}

export interface AnomalyRequest {
  /** The hours that are looked at begin here; those before are what they are held against. */
  readonly sinceMs: number;
  readonly tz: string;
  /** From which distance on it is one. */
  readonly threshold: number;
}

export interface AnomalyReport {
  /** The farthest first. */
  readonly anomalies: readonly Anomaly[];
  /** Hours that were looked at. */
  readonly hours: number;
  /** Of these, hours for which there is too little history. */
  readonly withoutBaseline: number;
}

/** Fewer hours say nothing about what is usual. */
const LEAST_BASELINE = 3;
/** Makes a median absolute deviation comparable to a standard deviation. */
const MAD_TO_SIGMA = 1.4826;
/** Latencies vary by so much without anybody minding. */
const LATENCY_SLACK = 0.1;

const MEASURES: readonly Measure[] = ['events', 'errors', 'total_p95_ms'];
/** Few errors and short latencies are no reason to look; few events are. */
const IS_WATCHED_BELOW: Readonly<Record<Measure, boolean>> = {
  events: true,
  errors: false,
  total_p95_ms: false,
};

/**
 * Holds each hour against the same hour of earlier weeks in the zone, by median and median absolute deviation; where there are fewer than
 * three of those, against the same hour of earlier days. An hour that the clock shows twice has both in its slot.
 */
export function findAnomalies(
  points: readonly HourPoint[],
  { sinceMs, tz, threshold }: AnomalyRequest,
): AnomalyReport {
  const slots = points.map((point) => ({ point, ...slotOf(point.startMs, tz) }));
  const before = slots.filter(({ point }) => point.startMs + HOUR_MS <= sinceMs);
  const byWeek = Map.groupBy(before, ({ ofWeek }) => ofWeek);
  const byDay = Map.groupBy(before, ({ ofDay }) => ofDay);
  const looked = slots
    .filter(({ point }) => point.startMs >= sinceMs)
    .map(({ point, ofWeek, ofDay }) => ({
      point,
      baselines: [
        ['hour of week', byWeek.get(ofWeek) ?? []],
        ['hour of day', byDay.get(ofDay) ?? []],
      ] as const,
    }));
  const anomalies = looked
    .flatMap(({ point, baselines }) => MEASURES.map((measure) => anomalyOf(point, measure, baselines)))
    .filter((found) => found !== undefined)
    .filter(({ measure, z }) => z >= threshold || (IS_WATCHED_BELOW[measure] && z <= -threshold))
    .sort((a, b) => Math.abs(b.z) - Math.abs(a.z) || a.time.getTime() - b.time.getTime());
  const withoutBaseline = looked.filter(({ baselines }) =>
    baselines.every(([, hours]) => hours.length < LEAST_BASELINE),
  ).length;
  return { anomalies, hours: looked.length, withoutBaseline };
}

type Hours = readonly { readonly point: HourPoint }[];
type Baseline = readonly [name: Anomaly['baseline'], hours: Hours];

/** How far a figure is from the first baseline that has enough hours; undefined where none has. */
function anomalyOf(
  point: HourPoint,
  measure: Measure,
  baselines: readonly [week: Baseline, day: Baseline],
): Anomaly | undefined {
  const value = point[measure];
  const found = baselines
    .map(([baseline, hours]) => ({ baseline, values: valuesOf(hours, measure) }))
    .find(({ values }) => values.length >= LEAST_BASELINE);
  if (value === null || found === undefined) return undefined;
  const { baseline, values } = found;
  return {
    time: new Date(point.startMs),
    measure,
    value,
    ...robustZ(value, { values, ofDay: valuesOf(baselines[1][1], measure), measure }),
    baseline,
    baseline_hours: values.length,
  };
}

const valuesOf = (hours: Hours, measure: Measure): number[] =>
  hours.map(({ point }) => point[measure]).filter((value) => value !== null);

/** Which hour it is in the zone: `Mon 05` and `05`, as numbers. */
function slotOf(startMs: number, tz: string): { readonly ofWeek: number; readonly ofDay: number } {
  const wall = zonedText(startMs, tz);
  const ofDay = Number(wall.slice(11, 13));
  const weekday = new Date(`${wall.slice(0, 10)}T00:00:00Z`).getUTCDay();
  return { ofWeek: weekday * 24 + ofDay, ofDay };
}

interface Usual {
  readonly values: readonly number[];
  /** Of the same hour of all days. */
  readonly ofDay: readonly number[];
  readonly measure: Measure;
}

/**
 * The distance from the median in robust standard deviations (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993). A few weeks
 * may agree by chance, and where all agree every change would be endless: the deviation is at least that of the same hour of all days, of a
 * count its root, of a latency a tenth.
 */
function robustZ(
  value: number,
  { values, ofDay, measure }: Usual,
): { readonly median: number; readonly z: number } {
  const median = medianOf(values);
  const least = measure === 'total_p95_ms' ? median * LATENCY_SLACK : Math.sqrt(Math.max(1, median));
  const sigma = MAD_TO_SIGMA * Math.max(madOf(values), madOf(ofDay));
  return { median, z: (value - median) / Math.max(sigma, least, Number.MIN_VALUE) };
}

function madOf(values: readonly number[]): number {
  const median = medianOf(values);
  return medianOf(values.map((value) => Math.abs(value - median)));
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const high = sorted[Math.floor(middle)] ?? 0;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? 0) + high) / 2 : high;
}

/** So many weeks before, at the same time of the day in the zone. */
export function weeksBefore(atMs: number, weeks: number, tz: string): number {
  const wall = Date.parse(`${zonedText(atMs, tz).replace(' ', 'T')}Z`);
  return instantOf(wall - weeks * 7 * 24 * HOUR_MS, tz);
}
