import type { TableDefinition } from '@parqueue/schema';
import type { DropNotice } from '../engine/engine.ts';
import { openDatabase } from '../store/database.ts';
import type { ExitRecord, Identity, JournalEntry } from '../store/records.ts';

export interface ExitWriterOptions {
  readonly indexedDB: IDBFactory | undefined;
  readonly databaseName: string;
  readonly clientId: () => string;
  readonly tables: readonly TableDefinition[];
  readonly newId: () => string;
}

export interface Unstored {
  readonly entries: readonly JournalEntry[];
  readonly drops: readonly DropNotice[];
}

/**
 * Writes what is not stored yet while the page goes away, from the page itself and with an explicit commit: of ten exits this survives
 * ten, a message to a busy worker none. The engine takes it into the journal later.
 */
export interface ExitWriter {
  /** Opens the database ahead of time: there is none left when the page goes. */
  prepare(): void;
  /** What an earlier call wrote is not written again. */
  write(unstored: Unstored, identity: Identity | null): void;
  close(): void;
}

export function createExitWriter(options: ExitWriterOptions): ExitWriter {
  const { indexedDB, databaseName, clientId, tables, newId } = options;
  let opening: Promise<void> | undefined;
  let database: IDBDatabase | undefined;
  const written = new WeakSet<object>();

  function prepare(): void {
    if (indexedDB === undefined || opening !== undefined) return;
    opening = openDatabase(indexedDB, databaseName).then(
      (open) => {
        database = open;
        open.addEventListener('versionchange', forget);
        open.onclose = forget;
      },
      () => {
        opening = undefined;
      },
    );
  }

  function forget(): void {
    database = undefined;
    opening = undefined;
  }

  function put(open: IDBDatabase, { entries, drops }: Unstored, identity: Identity | null): void {
    const isNew = (one: object) => !written.has(one);
    const record: ExitRecord = {
      identity,
      tables,
      entries: entries.filter(isNew),
      drops: drops.filter(isNew),
    };
    const all = [...record.entries, ...record.drops];
    if (all.length === 0) return;
    const transaction = open.transaction('exits', 'readwrite');
    transaction.objectStore('exits').put(record, [clientId(), newId()]);
    transaction.commit();
    // A page that leaves is told so up to three times: the second time this write is still under way.
    for (const one of all) written.add(one);
    transaction.onabort = () => {
      for (const one of all) written.delete(one);
    };
  }

  return {
    prepare,
    write(unstored, identity) {
      if (unstored.entries.length === 0 && unstored.drops.length === 0) return;
      try {
        if (database !== undefined) return put(database, unstored, identity);
      } catch {
        forget();
      }
      prepare();
      opening?.then(() => database && put(database, unstored, identity)).catch(() => {});
    },
    close() {
      const closing = database;
      // A write that waits for the opening comes first.
      if (closing === undefined) opening?.then(() => database?.close()).catch(() => {});
      closing?.close();
      database = undefined;
    },
  };
}
