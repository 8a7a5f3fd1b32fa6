import { groupedBy } from '../committer/groupedBy.ts';
import type { Count } from './counters.ts';
import type { SpoolHealth, SpoolMetrics } from './spoolDoor.ts';

/** The spools of a dataset as one. What is said of commits the first says. */
export function sumHealth(spools: readonly SpoolHealth[]): SpoolHealth {
  const [first] = spools;
  if (first === undefined) throw new TypeError('a dataset has a spool');
  const oldest = spools.flatMap(({ backlog }) => backlog.oldestAt ?? []);
  return {
    ...first,
    backlog: {
      shards: sumOf(spools, ({ backlog }) => backlog.shards),
      bytes: sumOf(spools, ({ backlog }) => backlog.bytes),
      oldestAt: oldest.length === 0 ? null : Math.min(...oldest),
    },
    problem: spools.find(({ problem }) => problem !== null)?.problem ?? null,
    isTaking: spools.every(({ isTaking }) => isTaking),
  };
}

export function sumMetrics(spools: readonly SpoolMetrics[]): SpoolMetrics {
  return {
    health: sumHealth(spools.map(({ health }) => health)),
    counts: sumCounts(spools.flatMap(({ counts }) => counts)),
    deadCount: sumOf(spools, ({ deadCount }) => deadCount),
    spoolBytes: sumOf(spools, ({ spoolBytes }) => spoolBytes),
  };
}

function sumCounts(counts: readonly Count[]): readonly Count[] {
  const byName = groupedBy(counts, ({ name, label }) => `${name} ${label}`);
  return [...byName.values()].flatMap((same) =>
    same.slice(0, 1).map((count) => ({ ...count, value: sumOf(same, ({ value }) => value) })),
  );
}

export const sumOf = <T>(values: readonly T[], numberOf: (value: T) => number): number =>
  values.reduce((sum, value) => sum + numberOf(value), 0);
