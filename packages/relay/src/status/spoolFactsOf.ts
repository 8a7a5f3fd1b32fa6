import type { RelayConfig } from '../config.ts';
import type { Count, CounterName } from '../spool/counters.ts';
import type { SpoolStatus } from '../spool/spoolStatus.ts';
import type { CountedFact, SpoolFacts, TableFacts } from './datasetFacts.ts';

type Limits = Pick<RelayConfig, 'spoolMaxBytes' | 'spoolMaxAgeMs' | 'commitsPerHour'>;

/** What a spool says of itself, as the status page shows it. */
export function spoolFactsOf(status: SpoolStatus, limits: Limits): SpoolFacts {
  const { health, counts, failure, lastCommit, nextCommitAt, deadCount } = status;
  const { spoolBytes, spoolCount, fullestBytes } = status;
  const { spoolMaxBytes, spoolMaxAgeMs, commitsPerHour } = limits;
  return {
    isTaking: health.isTaking,
    problem: health.problem,
    failure,
    backlog: health.backlog,
    spoolBytes,
    spoolMaxBytes: spoolCount * spoolMaxBytes,
    fill: fullestBytes / spoolMaxBytes,
    spoolMaxAgeMs,
    lastCommit,
    nextCommitAt,
    commitsLeft: health.commitBudget,
    commitsPerHour,
    commitCount: countOf(counts, 'commits', ''),
    deadCount,
    tables: tablesOf(status),
    refusals: frequent(counts, 'refusals'),
    hubFailures: frequent(counts, 'hub_failures'),
    puts: counts
      .filter(({ name }) => name === 'put_duration_ms')
      .map(({ label, value }) => ({ boundMs: Number(label.replace('+Inf', 'Infinity')), count: value })),
  };
}

const countOf = (counts: readonly Count[], name: CounterName, label: string): number =>
  counts.find((count) => count.name === name && count.label === label)?.value ?? 0;

const frequent = (counts: readonly Count[], name: CounterName): readonly CountedFact[] =>
  counts
    .filter((count) => count.name === name)
    .map(({ label, value }) => ({ name: label, count: value }))
    .toSorted((a, b) => b.count - a.count);

function tablesOf({ counts, versions }: SpoolStatus): readonly TableFacts[] {
  const names = new Set(versions.map(({ table }) => table));
  return [...names].map((table) => {
    const own = versions.filter((version) => version.table === table);
    return {
      table,
      rows: countOf(counts, 'rows', table),
      shards: countOf(counts, 'shards', table),
      bytes: countOf(counts, 'bytes', table),
      usedVersionCount: own.filter(({ isUsed }) => isUsed).length,
      isDeclared: own.some(({ isDeclared }) => isDeclared),
      conflict: own.find(({ conflict }) => conflict !== null)?.conflict ?? null,
    };
  });
}
