import type { StageRecord } from './stageRecord.ts';

/** How long a stage takes, over jobs. */
export interface StageTimes {
  readonly stage: string;
  readonly runs: number;
  readonly failed: number;
  /** Of those that succeeded, in seconds; null where none did. */
  readonly p50_s: number | null;
  readonly p95_s: number | null;
  /** How long it took the last time that it succeeded. */
  readonly last_s: number | null;
  /** By how much of the median the last time was longer: 0.5 is half as long again. */
  readonly last_over_median: number | null;
  /** What all runs cost, in US dollars; null where none said. */
  readonly usd: number | null;
}

/** Each stage over all the jobs given, in the order of their numbers. */
export function stageTimes(stages: readonly StageRecord[]): StageTimes[] {
  const byName = [...Map.groupBy(stages, ({ stage }) => stage)];
  const firstNumber = (own: readonly StageRecord[]): number =>
    Math.min(...own.map(({ number }) => number ?? Number.MAX_SAFE_INTEGER));
  return byName
    .sort(([a, own], [b, other]) => firstNumber(own) - firstNumber(other) || (a < b ? -1 : 1))
    .map(([stage, own]) => timesOf(stage, own));
}

function timesOf(stage: string, runs: readonly StageRecord[]): StageTimes {
  const succeeded = runs.filter(({ status }) => status === 'success');
  const times = succeeded.flatMap(({ durationS }) => durationS ?? []).sort((a, b) => a - b);
  const last = succeeded.toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0))[0]?.durationS ?? null;
  const median = quantile(times, 0.5);
  const costs = runs.flatMap(({ cost }) => (typeof cost?.usd === 'number' ? cost.usd : []));
  return {
    stage,
    runs: runs.length,
    failed: runs.filter(({ status }) => status === 'failed').length,
    p50_s: median,
    p95_s: quantile(times, 0.95),
    last_s: last,
    last_over_median: last === null || !median ? null : last / median - 1,
    usd: costs.length === 0 ? null : Math.round(costs.reduce((sum, usd) => sum + usd, 0) * 1e6) / 1e6,
  };
}

/** Of sorted values, by straight lines between them, as `quantile_cont` of DuckDB does. */
function quantile(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null;
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] as number;
  const high = sorted[Math.ceil(at)] as number;
  return low + (high - low) * (at - Math.floor(at));
}
