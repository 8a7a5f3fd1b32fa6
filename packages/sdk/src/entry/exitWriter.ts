import { openDatabase } from '../store/database.ts';
import type { ExitRecord } from '../store/records.ts';

/**
 * Writes what is not stored yet while the page goes away, from the page itself and with an explicit commit: of ten exits this survives
 * ten, a message to a busy worker none. The engine takes it into the journal later.
 */
export interface ExitWriter {
  /** Opens the database ahead of time: there is none left when the page goes. */
  prepare(): void;
  /** Begins to write; `onFailure` is called when that failed. */
  write(record: ExitRecord, onFailure: () => void): void;
  /** Whether something is written, or may yet come to be. */
  hasWritten(): boolean;
  close(): void;
}

export interface ExitWriterOptions {
  readonly indexedDB: IDBFactory | undefined;
  /** Undefined where no name can be made: then nothing is written. */
  readonly databaseName: string | undefined;
  readonly clientId: () => string;
  readonly newId: () => string;
}

export function createExitWriter({
  indexedDB,
  databaseName,
  clientId,
  newId,
}: ExitWriterOptions): ExitWriter {
  let opening: Promise<IDBDatabase> | undefined;
  let database: IDBDatabase | undefined;

  let writtenCount = 0;

  function forget(): void {
    database = opening = undefined;
  }

  async function open(): Promise<IDBDatabase> {
    if (indexedDB === undefined || databaseName === undefined) throw new Error('there is no database');
    try {
      const opened = await openDatabase(indexedDB, databaseName);
      opened.addEventListener('versionchange', forget);
      opened.onclose = forget;
      database = opened;
      return opened;
    } catch (error) {
      forget();
      throw error;
    }
  }

  function whenOpen(): Promise<IDBDatabase> {
    opening ??= open();
    return opening;
  }

  function put(to: IDBDatabase, record: ExitRecord, onFailure: () => void): void {
    const transaction = to.transaction('exits', 'readwrite');
    transaction.onabort = onFailure;
    transaction.objectStore('exits').put(record, [clientId(), newId()]);
    transaction.commit();
  }

  return {
    prepare: () => void whenOpen().catch(() => {}),
    hasWritten: () => writtenCount > 0,
    write(record, onFailure) {
      writtenCount++;
      const fail = () => {
        writtenCount--;
        onFailure();
      };
      try {
        if (database !== undefined) return put(database, record, fail);
      } catch {
        forget();
      }
      whenOpen()
        .then((opened) => put(opened, record, fail))
        .catch(fail);
    },
    close() {
      // A write that waits for the opening comes first.
      if (database === undefined) opening?.then((opened) => opened.close()).catch(() => {});
      database?.close();
      forget();
    },
  };
}
