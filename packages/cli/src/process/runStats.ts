/** What became of a run so far, in sequences unless it says otherwise. */
export interface RunStats {
  total: number;
  transcribed: number;
  empty: number;
  skipped: number;
  errors: number;
  invalid: number;
  /** Others had done them meanwhile. */
  elsewhere: number;
  /** Equal sound had a result. */
  reused: number;
  /** Calls that were made again. */
  retries: number;
  /** Rows that got where they belong. */
  delivered: number;
  /** Seconds of sound of what is done. */
  audioS: number;
  readonly durationsMs: number[];
  /** By name and message. */
  readonly problems: Map<string, number>;
}

export const createStats = (total: number): RunStats => ({
  total,
  transcribed: 0,
  empty: 0,
  skipped: 0,
  errors: 0,
  invalid: 0,
  elsewhere: 0,
  reused: 0,
  retries: 0,
  delivered: 0,
  audioS: 0,
  durationsMs: [],
  problems: new Map(),
});

export const doneCount = (stats: RunStats): number =>
  stats.transcribed + stats.empty + stats.skipped + stats.errors + stats.invalid + stats.elsewhere;

/** The value below which that share of them lies; null where there are none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null;
}

const BAR_CHARS = 10;
const EIGHTHS = ' ▏▎▍▌▋▊▉';

/** `Processing sequences: 45%|████▌     | 450/1000 [02:15<02:45, 3.33seq/s] transcribed=380 empty=65 errors=5 retry=2 workers=3`. */
export function progressLine(stats: RunStats, elapsedMs: number, workers: number): string {
  const done = doneCount(stats);
  const share = stats.total === 0 ? 1 : Math.min(1, done / stats.total);
  const eighths = Math.floor(share * BAR_CHARS * 8);
  const full = Math.floor(eighths / 8);
  const part = full < BAR_CHARS ? (EIGHTHS[eighths % 8] as string) : '';
  const bar = ('█'.repeat(full) + part).padEnd(BAR_CHARS);
  const perS = elapsedMs > 0 ? (done / elapsedMs) * 1000 : 0;
  const leftMs = perS > 0 ? ((stats.total - done) / perS) * 1000 : undefined;
  const failed = stats.errors + stats.invalid;
  return `Processing sequences: ${Math.floor(share * 100)}%|${bar}| ${done}/${stats.total} [${clock(elapsedMs)}<${leftMs === undefined ? '?' : clock(leftMs)}, ${perS.toFixed(2)}seq/s] transcribed=${stats.transcribed} empty=${stats.empty} errors=${failed} retry=${stats.retries} workers=${workers}`;
}

function clock(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds < 3600 ? minutes : `${Math.floor(seconds / 3600)}:${minutes}`;
}
