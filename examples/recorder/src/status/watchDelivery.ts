import { recitation } from '@parqueue/schema/presets';
import type { Stats } from '@parqueue/sdk';
import type { Environment } from '../environment.ts';
import type { RecorderLogger } from '../recorderLogger.ts';
import { stateFromLogger } from '../rows/rowEntry.ts';
import type { RowsModel } from '../rows/rowsModel.ts';
import type { QueueCounts } from './planNotices.ts';
import { FIRST_FACTS, type StatusEvent, type StatusFacts, stepFacts } from './statusFacts.ts';

/** Where the recordings are, and the room they take. */
export interface Summary extends QueueCounts {
  readonly failed: number;
  /** Bytes that this page's origin uses on the device, where the browser says so. */
  readonly usageBytes?: number;
}

export interface Delivery {
  facts(): StatusFacts;
  summary(): Summary;
  tell(event: StatusEvent): void;
  /** Reads the account again. */
  refresh(): void;
}

export interface DeliveryOptions {
  readonly log: RecorderLogger;
  readonly environment: Pick<Environment, 'isOnline' | 'onOnlineChange' | 'now'>;
  readonly rows: RowsModel;
  readonly changed: () => void;
}

/** Follows what becomes of the rows: the logger's events and account, and the browser's word on the network. */
export function watchDelivery({ log, environment, rows, changed }: DeliveryOptions): Delivery {
  let facts: StatusFacts = { ...FIRST_FACTS, isOnline: environment.isOnline() };
  let summary: Summary = { onDevice: 0, atRelay: 0, inDataset: 0, failed: 0 };
  let isReading = false;
  let isStale = false;

  function tell(event: StatusEvent): void {
    facts = stepFacts(facts, event);
    changed();
  }

  /** One reading at a time; what changes during it is read after it. */
  async function read(): Promise<void> {
    isStale = true;
    if (isReading) return;
    isReading = true;
    while (isStale) {
      isStale = false;
      const stats = await log.stats().catch(() => undefined);
      if (stats) {
        summary = summaryOf(stats);
        tell({ kind: 'counted', at: environment.now(), ...summary });
      }
    }
    isReading = false;
  }

  environment.onOnlineChange(() => tell({ kind: environment.isOnline() ? 'online' : 'offline' }));
  followEvents({ log, rows, tell, now: environment.now, read: () => void read() });
  askForRows(log, rows);
  void read();
  return { facts: () => facts, summary: () => summary, tell, refresh: () => void read() };
}

interface Followed {
  readonly log: RecorderLogger;
  readonly rows: RowsModel;
  readonly tell: (event: StatusEvent) => void;
  readonly now: () => number;
  readonly read: () => void;
}

/** Frames a second of what the logger counts. */
const SAMPLE_RATE = 16_000;

function followEvents({ log, rows, tell, now, read }: Followed): void {
  log.on('stored', ({ rowIds }) => {
    rows.advance(rowIds, { kind: 'stored' });
    read();
  });
  log.on('accepted', ({ rowIds }) => {
    rows.advance(rowIds, { kind: 'accepted' });
    tell({ kind: 'accepted' });
    read();
  });
  log.on('committed', ({ rowIds, commit, path }) => {
    rows.advance(rowIds, { kind: 'committed', commit, path });
    tell({ kind: 'committed' });
    read();
  });
  log.on('retry', ({ delayMs }) => {
    tell({ kind: 'retry', at: now(), delayMs });
    read();
  });
  log.on('dropped', ({ reason, rowCount }) => {
    if (reason === 'relay_lost') tell({ kind: 'lost', count: rowCount });
    read();
  });
  log.on('degraded', ({ part }) => tell({ kind: 'degraded', part }));
  log.on('quota', ({ kind }) => tell({ kind: 'full', of: kind }));
  log.on('gap', ({ gapFrames }) => tell({ kind: 'gap', gapS: gapFrames / SAMPLE_RATE }));
  log.on('untaken', () => tell({ kind: 'untaken', count: 1 }));
  log.on('error', ({ error }) => {
    // A failed sending is told by `retry`, and mends itself.
    if (error.code !== 'sending_failed') tell({ kind: 'error', message: error.message });
    // Refused rows are told by no event of their own.
    if (error.code === 'shard_refused') askForRows(log, rows);
    read();
  });
}

/** Asks the logger for each row that may have moved on since it was last heard of. */
function askForRows(log: RecorderLogger, rows: RowsModel): void {
  for (const { rowId, state } of rows.entries()) {
    if (state.kind === 'committed' || state.kind === 'failed') continue;
    log.recitations
      .row(rowId)
      .state()
      .then((answer) => rows.advance([rowId], stateFromLogger(answer, state)))
      .catch(() => {
        // The engine is away; the row keeps the state that is known, and its events come later.
      });
  }
}

function summaryOf({ tables, storage }: Stats): Summary {
  const { pending = 0, accepted = 0, committed = 0, dead = 0, dropped = {} } = tables[recitation.name] ?? {};
  const { usageBytes, quotaBytes } = storage;
  return {
    onDevice: pending,
    atRelay: accepted,
    inDataset: committed,
    failed: dead + (dropped.relay_lost ?? 0),
    ...(usageBytes === undefined ? {} : { usageBytes }),
    ...(usageBytes === undefined || quotaBytes === undefined
      ? {}
      : { freeBytes: Math.max(0, quotaBytes - usageBytes) }),
  };
}
