import type { CachedTable, Database } from '../../cache/database.ts';
import type { TimeWindow } from '../../windows/timeWindow.ts';
import { countCacheHits, countRoutes } from '../analysis/countOutcomes.ts';
import { type EventSource, eventSource } from '../analysis/eventSource.ts';
import { type ModelLatency, measureLatency } from '../analysis/measureLatency.ts';
import { measureQueue } from '../analysis/measureQueue.ts';
import { binStep, measureRtf } from '../analysis/measureRtf.ts';
import { measureHealth } from '../health/measureHealth.ts';
import type { RowFilter } from '../rowFilter.ts';

/** What one side of a comparison is of. */
export interface Side {
  /** As it was given. */
  readonly said: string;
  readonly window: TimeWindow;
  readonly filters: readonly RowFilter[];
}

/** One figure of both sides. Null where a side has nothing for it. */
export interface FigurePair {
  /** `(all)` for all models together. */
  readonly model: string;
  readonly figure: string;
  readonly unit: 'ms' | '%' | 'n' | '';
  readonly a: number | null;
  readonly b: number | null;
  /** `b` less `a`. */
  readonly delta: number | null;
  /** Of `a`, in percent; null where `a` is zero. */
  readonly delta_percent: number | null;
}

/** How many syntheses of each side took how long. What is beyond the last bin is counted in it. */
export interface LatencyBin {
  readonly from_ms: number;
  readonly to_ms: number;
  readonly a: number;
  readonly b: number;
}

export interface Comparison {
  readonly figures: readonly FigurePair[];
  readonly bins: readonly LatencyBin[];
  /** Events of each. */
  readonly events: readonly [a: number, b: number];
  /** Finished syntheses of each. */
  readonly syntheses: readonly [a: number, b: number];
  readonly medians: readonly [a: number | null, b: number | null];
}

export interface CompareRequest {
  readonly table: CachedTable;
  readonly a: Side;
  readonly b: Side;
  readonly nowMs: number;
  readonly overflowDepth: number;
}

/** The figures of two windows or labels side by side. */
export async function compareSides(db: Database, request: CompareRequest): Promise<Comparison> {
  const { table } = request;
  const sourceOf = ({ window, filters }: Side): EventSource => eventSource(table, window, filters);
  const a = await figuresOf(db, request, request.a);
  const b = await figuresOf(db, request, request.b);
  const keys = new Map([...a.values, ...b.values].map(({ key, ...of }) => [key, of]));
  const figureOf = (side: SideFigures, key: string): number | null =>
    side.values.find((one) => one.key === key)?.value ?? null;
  const figures = [...keys].map(([key, { model, figure, unit }]) =>
    pairOf({ model, figure, unit, a: figureOf(a, key), b: figureOf(b, key) }),
  );
  return {
    figures: inOrder(figures),
    bins: await binsOf(db, sourceOf(request.a), sourceOf(request.b)),
    events: [a.events, b.events],
    syntheses: [a.all?.n ?? 0, b.all?.n ?? 0],
    medians: [a.all?.total_p50_ms ?? null, b.all?.total_p50_ms ?? null],
  };
}

interface SideValue {
  readonly key: string;
  readonly model: string;
  readonly figure: string;
  readonly unit: FigurePair['unit'];
  readonly value: number | null;
}

interface SideFigures {
  readonly values: readonly SideValue[];
  readonly events: number;
  readonly all: ModelLatency | undefined;
}

async function figuresOf(db: Database, request: CompareRequest, side: Side): Promise<SideFigures> {
  const { table, nowMs, overflowDepth } = request;
  const { window, filters } = side;
  const source = eventSource(table, window, filters);
  const latency = await measureLatency(db, source);
  const queue = await measureQueue(db, source, overflowDepth);
  const routes = await countRoutes(db, source, 1);
  const cache = await countCacheHits(db, source);
  const rtf = await measureRtf(db, source);
  const { events, error_rate_percent } = await measureHealth(db, { table, window, filters, nowMs });
  const of = (model: string, figure: string, unit: SideValue['unit'], value: number | null): SideValue => ({
    key: `${model}\u0000${figure}`,
    model,
    figure,
    unit,
    value,
  });
  const all = latency.find(({ model }) => model === '(all)') ?? latency[0];
  const withAll =
    latency.length === 1 && all !== undefined ? [...latency, { ...all, model: '(all)' }] : latency;
  const byModel = withAll.flatMap((row) => [
    of(row.model, 'syntheses', 'n', row.n),
    of(row.model, 'worker P50', 'ms', row.worker_p50_ms),
    of(row.model, 'worker P95', 'ms', row.worker_p95_ms),
    of(row.model, 'total P50', 'ms', row.total_p50_ms),
    of(row.model, 'total P95', 'ms', row.total_p95_ms),
  ]);
  const overflow = routes.find(({ route }) => route === 'overflow')?.percent ?? 0;
  const hits = (cache.find(({ model }) => model === '(all)') ?? cache[0])?.hit_percent ?? null;
  return {
    events,
    all,
    values: [
      ...byModel,
      of('(all)', 'wait P50', 'ms', queue.wait_p50_ms),
      of('(all)', 'wait P95', 'ms', queue.wait_p95_ms),
      of('(all)', 'queue depth P95', '', queue.depth_p95),
      of('(all)', 'overflow', '%', routes.length === 0 ? null : overflow),
      of('(all)', 'cache hits', '%', hits),
      of('(all)', 'failed syntheses', '%', error_rate_percent),
      of('(all)', 'real-time factor, median', '', rtf.median),
    ],
  };
}

function pairOf(pair: Omit<FigurePair, 'delta' | 'delta_percent'>): FigurePair {
  const { a, b } = pair;
  const delta = a === null || b === null ? null : b - a;
  return {
    ...pair,
    delta,
    delta_percent: delta === null || a === null || a === 0 ? null : (100 * delta) / a,
  };
}

/** Models by themselves, in the order that they came; all together last. */
const inOrder = (figures: readonly FigurePair[]): FigurePair[] => [
  ...figures
    .filter(({ model }) => model !== '(all)')
    .toSorted((x, y) => (x.model === y.model ? 0 : x.model < y.model ? -1 : 1)),
  ...figures.filter(({ model }) => model === '(all)'),
];

const BINS = 16;

async function binsOf(db: Database, a: EventSource, b: EventSource): Promise<LatencyBin[]> {
  const finished = (sql: string): string =>
    `(SELECT total_latency_ms AS ms FROM ${sql} WHERE event_type = 'synthesis_complete' AND total_latency_ms >= 0)`;
  const highs = [];
  for (const { sql, params } of [a, b])
    highs.push(
      ...(await db.rows<{ high: number | null }>(
        `SELECT quantile_cont(ms, 0.98) AS high FROM ${finished(sql)}`,
        params,
      )),
    );
  const step = binStep(Math.max(1, ...highs.map(({ high }) => high ?? 0)));
  const countsOf = async ({ sql, params }: EventSource): Promise<Map<number, number>> => {
    const rows = await db.rows<{ bin: number; n: number }>(
      `SELECT least(floor(ms / $step::DOUBLE), ${BINS - 1})::INTEGER AS bin, count(*) AS n FROM ${finished(sql)} GROUP BY 1`,
      { ...params, step },
    );
    return new Map(rows.map(({ bin, n }) => [bin, n]));
  };
  const ofA = await countsOf(a);
  const ofB = await countsOf(b);
  const last = Math.max(-1, ...ofA.keys(), ...ofB.keys());
  return Array.from({ length: last + 1 }, (_, bin) => ({
    from_ms: bin * step,
    to_ms: (bin + 1) * step,
    a: ofA.get(bin) ?? 0,
    b: ofB.get(bin) ?? 0,
  }));
}
