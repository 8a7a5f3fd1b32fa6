import type { Connection } from '@parqueue/example-recorder/status/connection';
import type { Stats } from '@parqueue/sdk';
import type { RowCounts, Troubles } from './presentRadio.ts';
import { type RadioLogger, radioTables } from './radioLogger.ts';

export interface Delivery {
  counts(): RowCounts;
  connection(): Connection;
  troubles(): Troubles;
  /** Reads the account again. */
  refresh(): void;
}

/** Follows how it goes with what was logged: the logger's account and events, and the browser's word on the network. */
export function watchDelivery(log: RadioLogger, changed: () => void): Delivery {
  let counts: RowCounts = { onDevice: 0, atRelay: 0, inDataset: 0, failed: 0 };
  let troubles: Troubles = { storesNothing: false, isFull: false, error: undefined };
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

  function tell(news: Partial<Troubles>): void {
    troubles = { ...troubles, ...news };
    changed();
  }

  const refresh = () => void read();
  log.on('stored', refresh);
  log.on('committed', refresh);
  log.on('accepted', () => {
    isFailing = false;
    troubles = { ...troubles, isFull: false };
    refresh();
  });
  log.on('degraded', ({ part }) => tell({ storesNothing: troubles.storesNothing || part === 'storage' }));
  log.on('quota', () => tell({ isFull: true }));
  log.on('error', ({ error }) => {
    // A failed sending is told by `retry`, and mends itself.
    if (error.code !== 'sending_failed') tell({ error: error.message });
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
    troubles: () => troubles,
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
