import type { Connection } from '@parqueue/example-recorder/status/connection';
import type { Stats } from '@parqueue/sdk';
import type { RowCounts } from './presentRadio.ts';
import { type RadioLogger, radioTables } from './radioLogger.ts';

export interface Delivery {
  counts(): RowCounts;
  connection(): Connection;
  /** Reads the account again. */
  refresh(): void;
}

/** Follows how it goes with what was logged: the logger's account and events, and the browser's word on the network. */
export function watchDelivery(log: RadioLogger, changed: () => void): Delivery {
  let counts: RowCounts = { onDevice: 0, atRelay: 0, inDataset: 0, failed: 0 };
  let isFailing = false;
  let isReading = false;

  async function read(): Promise<void> {
    if (isReading) return;
    isReading = true;
    const stats = await log.stats().catch(() => undefined);
    isReading = false;
    if (stats === undefined) return;
    counts = countsOf(stats);
    if (counts.onDevice === 0) isFailing = false;
    changed();
  }

  const refresh = () => void read();
  log.on('stored', refresh);
  log.on('committed', refresh);
  log.on('accepted', () => {
    isFailing = false;
    refresh();
  });
  log.on('retry', () => {
    isFailing = true;
    refresh();
  });
  for (const type of ['online', 'offline']) addEventListener(type, changed);
  refresh();
  return {
    counts: () => counts,
    connection: () => (navigator.onLine ? (isFailing ? 'retrying' : 'sending') : 'offline'),
    refresh,
  };
}

function countsOf({ tables }: Stats): RowCounts {
  const own = Object.values(radioTables).flatMap(({ name }) => tables[name] ?? []);
  const sum = (pick: (table: (typeof own)[number]) => number) =>
    own.reduce((so, table) => so + pick(table), 0);
  return {
    onDevice: sum(({ pending }) => pending),
    atRelay: sum(({ accepted }) => accepted),
    inDataset: sum(({ committed }) => committed),
    failed: sum(({ dead, dropped }) => dead + (dropped.relay_lost ?? 0)),
  };
}
