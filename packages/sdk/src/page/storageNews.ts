import { ParqueueError } from '../api/errors.ts';
import type { Listeners } from '../entry/listeners.ts';
import type { OutboxItem } from './outbox.ts';

/** Tells what the storage does to rows that wait on the page. */
export interface StorageNews {
  /** Rows could not be stored, and are tried again. */
  failed(error: unknown): void;
  /** There is no room for rows: told once, until there is. */
  full(): void;
  /** Entries were stored. */
  stored(items: readonly OutboxItem[]): void;
}

/** @param storesNothing whether what is stored is not durable, and so no news */
export function createStorageNews(listeners: Listeners, storesNothing: () => boolean): StorageNews {
  let isFull = false;

  function full(): void {
    if (!isFull) listeners.tell('quota', { kind: 'rows' });
    isFull = true;
  }

  return {
    failed(error) {
      if ((error as Error).name === 'QuotaExceededError') full();
      else listeners.tell('error', { error: notStored(error) });
    },
    full,
    stored(items) {
      isFull = false;
      if (storesNothing()) return;
      const rows = items.filter(({ entry }) => entry.change === 0).map(({ entry }) => entry);
      for (const table of new Set(rows.map((entry) => entry.table))) {
        const rowIds = rows.filter((entry) => entry.table === table).map(({ rowId }) => rowId);
        listeners.tell('stored', { table, rowIds });
      }
    },
  };
}

function notStored(cause: unknown): ParqueueError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new ParqueueError('storage_failed', `rows could not be stored yet: ${said}`, { cause });
}
