import type { CommitPlace, Stats } from '@parqueue/sdk';
import type { PipelineLogger } from '../pipelineLogger.ts';

/** Where the rows of all three tables are. */
export interface DeliveryCounts {
  readonly onDevice: number;
  readonly atRelay: number;
  readonly inDataset: number;
  /** Whether the last try to send failed. */
  readonly isRetrying: boolean;
}

/** Follows where the rows are: the account after each event, and the file of those that are committed. */
export function watchDelivery(
  log: PipelineLogger,
  counted: (counts: DeliveryCounts) => void,
  committed: (rowIds: readonly string[], place: CommitPlace) => void,
): void {
  let isRetrying = false;
  const count = () =>
    log.stats().then(
      (stats) => counted({ ...countsOf(stats), isRetrying }),
      () => {
        // The engine is away: its next event asks again.
      },
    );
  log.on('stored', () => void count());
  log.on('accepted', () => {
    isRetrying = false;
    void count();
  });
  log.on('retry', () => {
    isRetrying = true;
    void count();
  });
  log.on('committed', ({ rowIds, commit, path }) => {
    committed(rowIds, { commit, path });
    void count();
  });
  void count();
}

function countsOf({ tables }: Stats): Omit<DeliveryCounts, 'isRetrying'> {
  const sum = (key: 'pending' | 'accepted' | 'committed') =>
    Object.values(tables).reduce((all, table) => all + table[key], 0);
  return { onDevice: sum('pending'), atRelay: sum('accepted'), inDataset: sum('committed') };
}
