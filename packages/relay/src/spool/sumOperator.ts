import type { Erasure } from './eraseUser.ts';
import type { Requeued } from './operatorService.ts';
import type { SpoolStatus } from './spoolStatus.ts';
import { sumMetrics, sumOf } from './sumSpools.ts';

/** What the operator is told of the spools of a dataset, as of one. What is said of commits and versions the first says. */
export function sumStatus(spools: readonly SpoolStatus[]): SpoolStatus {
  const [first] = spools;
  if (first === undefined) throw new TypeError('a dataset has a spool');
  return {
    ...first,
    ...sumMetrics(spools),
    spoolCount: sumOf(spools, ({ spoolCount }) => spoolCount),
    fullestBytes: Math.max(...spools.map(({ fullestBytes }) => fullestBytes)),
  };
}

export const sumRequeued = (spools: readonly Requeued[]): Requeued => ({
  shardIds: spools.flatMap(({ shardIds }) => shardIds),
  leftCount: sumOf(spools, ({ leftCount }) => leftCount),
});

const PATHS_MAX_COUNT = 1000;

export function sumErasures(spools: readonly Erasure[]): Erasure {
  const committed = spools.map((spool) => spool.committed);
  const times = committed.flatMap(({ firstAt, lastAt }) => [firstAt ?? [], lastAt ?? []].flat());
  const at = (pick: (...times: number[]) => number): number | null =>
    times.length === 0 ? null : pick(...times);
  return {
    erased: {
      shards: sumOf(spools, ({ erased }) => erased.shards),
      rows: sumOf(spools, ({ erased }) => erased.rows),
      bytes: sumOf(spools, ({ erased }) => erased.bytes),
    },
    underWay: { shards: sumOf(spools, ({ underWay }) => underWay.shards) },
    committed: {
      shards: sumOf(committed, ({ shards }) => shards),
      rows: sumOf(committed, ({ rows }) => rows),
      firstAt: at(Math.min),
      lastAt: at(Math.max),
      paths: committed
        .flatMap(({ paths }) => paths)
        .toSorted()
        .slice(0, PATHS_MAX_COUNT),
      // A file is of one spool.
      pathCount: sumOf(committed, ({ pathCount }) => pathCount),
    },
  };
}
