import type { TableDefinition } from '@parqueue/schema';
import { openDatabase } from '../store/database.ts';
import type { ExitRecord, Identity, JournalEntry } from '../store/records.ts';

export interface ExitWriterOptions {
  readonly indexedDB: IDBFactory | undefined;
  readonly databaseName: string;
  readonly clientId: () => string;
  readonly tables: readonly TableDefinition[];
  readonly newId: () => string;
}

/**
 * Writes what is not stored yet while the page goes away, from the page itself and with an explicit commit: of ten exits this survives
 * ten, a message to a busy worker none. The engine takes it into the journal later.
 */
export interface ExitWriter {
  /** Opens the database ahead of time: there is none left when the page goes. */
  prepare(): void;
  write(entries: readonly JournalEntry[], identity: Identity | null): void;
  close(): void;
}

export function createExitWriter(options: ExitWriterOptions): ExitWriter {
  const { indexedDB, databaseName, clientId, tables, newId } = options;
  let opening: Promise<void> | undefined;
  let database: IDBDatabase | undefined;

  function prepare(): void {
    if (indexedDB === undefined || opening !== undefined) return;
    opening = openDatabase(indexedDB, databaseName).then(
      (open) => {
        database = open;
        open.onclose = () => {
          database = undefined;
          opening = undefined;
        };
      },
      () => {
        opening = undefined;
      },
    );
  }

  function put(open: IDBDatabase, record: ExitRecord): void {
    const transaction = open.transaction('exits', 'readwrite');
    transaction.objectStore('exits').put(record, [clientId(), newId()]);
    transaction.commit();
  }

  return {
    prepare,
    write(entries, identity) {
      if (entries.length === 0) return;
      const record: ExitRecord = { identity, tables, entries };
      try {
        if (database !== undefined) return put(database, record);
      } catch {
        database = undefined;
        opening = undefined;
      }
      prepare();
      opening?.then(() => database && put(database, record)).catch(() => {});
    },
    close() {
      database?.close();
      database = undefined;
    },
  };
}
