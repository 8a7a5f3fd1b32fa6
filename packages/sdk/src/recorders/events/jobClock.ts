import { wholeMs } from './latencyTimer.ts';

/** What names a job. What two events both have decides whether they are of one job. */
export interface JobNames {
  readonly variant_hash?: string | null | undefined;
  readonly document_id?: string | null | undefined;
  readonly block_idx?: number | null | undefined;
  readonly request_id?: string | null | undefined;
}

/** What is known of a job's times, in whole milliseconds. */
export interface JobTimes {
  readonly queue_wait_ms?: number;
  readonly worker_latency_ms?: number;
  readonly total_latency_ms?: number;
}

/** Follows jobs from queued over started to complete, by a clock that is never set back. */
export interface JobClock {
  queued(names: JobNames): void;
  started(names: JobNames): JobTimes;
  /** @param workerMs as the worker measured it, where nobody said when it started. */
  ended(names: JobNames, outcome: 'complete' | 'failed', workerMs?: number | null): JobTimes;
  /** A job that is passed over. */
  skipped(names: JobNames): JobTimes;
  /** Jobs that are queued and not started. */
  waitingCount(): number;
}

interface Job extends JobNames {
  readonly queuedMs: number;
  startedMs: number | undefined;
  hasFailed: boolean;
}

/** More than any page has under way; beyond it the oldest are forgotten, so that jobs that never end take no more memory. */
const JOB_LIMIT = 10_000;

export function createJobClock(monotonicMs: () => number, limit = JOB_LIMIT): JobClock {
  /** By `variant_hash`, in the order of their queueing; those without one under the empty text. */
  const byHash = new Map<string, Set<Job>>();
  const all = new Set<Job>();

  function remove(job: Job): void {
    all.delete(job);
    const same = byHash.get(job.variant_hash ?? '');
    same?.delete(job);
    if (same?.size === 0) byHash.delete(job.variant_hash ?? '');
  }

  /** The job that is meant: of those that nothing speaks against, the one that most speaks for, then the one that `isMeant`, then the oldest. */
  function find(names: JobNames, isMeant: (job: Job) => boolean): Job | undefined {
    const hash = names.variant_hash ?? '';
    const candidates = hash === '' ? all : [...(byHash.get(hash) ?? []), ...(byHash.get('') ?? [])];
    let best: Job | undefined;
    let bestScore = -1;
    for (const job of candidates) {
      const score = likeness(job, names) * 2 + Number(isMeant(job));
      if (score <= bestScore || differs(job, names)) continue;
      best = job;
      bestScore = score;
    }
    return best;
  }

  return {
    queued(names) {
      const { variant_hash, document_id, block_idx, request_id } = names;
      const job: Job = {
        ...{ variant_hash, document_id, block_idx, request_id },
        ...{ queuedMs: monotonicMs(), startedMs: undefined, hasFailed: false },
      };
      all.add(job);
      const same = byHash.get(variant_hash ?? '') ?? new Set();
      byHash.set(variant_hash ?? '', same.add(job));
      for (const oldest of all) {
        if (all.size <= limit) break;
        remove(oldest);
      }
    },
    started(names) {
      const job = find(names, ({ startedMs, hasFailed }) => startedMs === undefined || hasFailed);
      if (job === undefined) return {};
      job.startedMs = monotonicMs();
      job.hasFailed = false;
      return { queue_wait_ms: wholeMs(job.queuedMs, job.startedMs) };
    },
    ended(names, outcome, workerMs) {
      const job = find(names, ({ startedMs, hasFailed }) => startedMs !== undefined && !hasFailed);
      if (job === undefined) return {};
      // What failed may be tried again without being queued again.
      if (outcome === 'complete') remove(job);
      else job.hasFailed = true;
      return timesOf(job, monotonicMs(), workerMs ?? undefined);
    },
    skipped(names) {
      const job = find(names, ({ startedMs }) => startedMs === undefined);
      if (job === undefined) return {};
      remove(job);
      return { queue_wait_ms: wholeMs(job.queuedMs, job.startedMs ?? monotonicMs()) };
    },
    waitingCount() {
      let count = 0;
      for (const { startedMs } of all) if (startedMs === undefined) count++;
      return count;
    },
  };
}

function timesOf({ queuedMs, startedMs }: Job, endMs: number, workerMs: number | undefined): JobTimes {
  const total = { total_latency_ms: wholeMs(queuedMs, endMs) };
  if (startedMs !== undefined) {
    return {
      ...total,
      queue_wait_ms: wholeMs(queuedMs, startedMs),
      worker_latency_ms: wholeMs(startedMs, endMs),
    };
  }
  return workerMs === undefined ? total : { ...total, queue_wait_ms: wholeMs(queuedMs, endMs - workerMs) };
}

/** Blocks and documents tell jobs apart that sound alike. A request may end in another than it began in. */
const differs = (job: JobNames, names: JobNames): boolean =>
  (['document_id', 'block_idx'] as const).some((name) => isOther(job[name], names[name]));

const isOther = (a: unknown, b: unknown): boolean => (a ?? null) !== null && (b ?? null) !== null && a !== b;

const likeness = (job: JobNames, names: JobNames): number =>
  (['document_id', 'block_idx', 'request_id'] as const).filter(
    (name) => (job[name] ?? null) !== null && job[name] === names[name],
  ).length;
