import type { Database } from '../../cache/database.ts';
import type { EventSource } from './eventSource.ts';

/** How long workers took against the length of what they made: 0.25 is four times as fast as it is heard. */
export interface RtfFigures {
  readonly n: number;
  readonly median: number | null;
  readonly p95: number | null;
  /** Slower than it is heard, 0 to 100. */
  readonly above_one_percent: number | null;
  readonly bins: readonly RtfBin[];
}

export interface RtfBin {
  readonly from: number;
  readonly to: number;
  readonly n: number;
}

const BINS = 16;

/** The real-time factor of finished syntheses. What is beyond the last bin is counted in it. */
export async function measureRtf(db: Database, { sql, params }: EventSource): Promise<RtfFigures> {
  const factors = `(SELECT worker_latency_ms / audio_duration_ms AS rtf FROM ${sql}
    WHERE event_type = 'synthesis_complete' AND worker_latency_ms IS NOT NULL AND audio_duration_ms > 0)`;
  const [row] = await db.rows<{
    n: number;
    median: number | null;
    p95: number | null;
    p99: number | null;
    above: number;
  }>(
    `SELECT count(*) AS n, quantile_cont(rtf, 0.5) AS median, quantile_cont(rtf, 0.95) AS p95,
       quantile_cont(rtf, 0.99) AS p99, count(*) FILTER (WHERE rtf > 1) AS above FROM ${factors}`,
    params,
  );
  if (row === undefined || row.n === 0)
    return { n: 0, median: null, p95: null, above_one_percent: null, bins: [] };
  const step = binStep(row.p99 ?? 0);
  const counts = await db.rows<{ bin: number; n: number }>(
    `SELECT least(floor(rtf / $step::DOUBLE), ${BINS - 1})::INTEGER AS bin, count(*) AS n FROM ${factors} GROUP BY 1 ORDER BY 1`,
    { ...params, step },
  );
  const byBin = new Map(counts.map(({ bin, n }) => [bin, n]));
  const last = Math.max(...byBin.keys());
  return {
    n: row.n,
    median: row.median,
    p95: row.p95,
    above_one_percent: (100 * row.above) / row.n,
    bins: Array.from({ length: last + 1 }, (_, bin) => ({
      from: edge(bin, step),
      to: edge(bin + 1, step),
      n: byBin.get(bin) ?? 0,
    })),
  };
}

/** A round width of bins, for nearly all values to lie within. */
export function binStep(high: number): number {
  const least = high > 0 ? high / BINS : 0.01;
  const power = 10 ** Math.floor(Math.log10(least));
  return Number(([1, 2, 2.5, 5, 10].find((factor) => factor * power >= least) ?? 10) * power);
}

const edge = (bin: number, step: number): number => Number((bin * step).toPrecision(10));
