import { join } from 'node:path';
import { compareKeys } from '../../store/compareKeys.ts';
import type { Area, Areas, Key, Reading } from '../../store/store.ts';
import type { Changes, RecordChange } from './changes.ts';
import { orFull } from './diskFile.ts';
import { decodeRecord, encodeRecord } from './recordCodec.ts';
import { createRecordIndex, type RecordPlace } from './recordIndex.ts';
import { openRecordLog, type RecordLog } from './recordLog.ts';
import { openValueFiles, type ValueFiles, type ValuePlace } from './valueFiles.ts';

/** The records of a folder. Calls that change them are made one after the other. */
export interface RecordStore {
  /** What is stored, with these changes. */
  reading(changes: Changes): Reading;
  /**
   * Makes changes so, all or none; with `isStrict` it resolves when the disk has them. Large values come first, then one frame that names all of
   * it.
   */
  commit(changes: Changes, isStrict: boolean): Promise<void>;
  /** Writes the log anew, without what is said no longer; not where that is more than so many bytes. */
  compact(maxBytes: number): Promise<void>;
  usedBytes(): number;
  close(): void;
}

/** A log is written anew when it is as large as this, and most of it is said no longer. */
const COMPACT_MIN_BYTES = 8 * 1024 * 1024;

interface Located extends RecordChange {
  readonly area: Area;
  readonly beside: ValuePlace | undefined;
  /** What goes into the log. */
  readonly logged: Uint8Array<ArrayBuffer>;
}

export async function openRecordStore(
  folder: string,
  onDamaged: (name: string) => void,
): Promise<RecordStore> {
  const log = await openRecordLog(folder, onDamaged);
  const values = openValueFiles(join(folder, 'values'));
  const index = createRecordIndex();
  /** Bytes of the log that still say something. */
  let aliveBytes = 0;
  let isClosed = false;

  /** Gives the files that nobody is in any more. */
  function place(area: Area, key: Key, now: RecordPlace | undefined): readonly string[] {
    const before = now === undefined ? index.delete(area, key) : index.set(area, key, now);
    aliveBytes += (now?.sizeBytes ?? 0) - (before?.sizeBytes ?? 0);
    return before?.file !== undefined && values.release(before.file) ? [before.file] : [];
  }

  function load(): void {
    for (const { at, bytes } of log.records()) {
      const [area, key, value] = decodeRecord(bytes);
      const beside = placeIn(value);
      if (beside) values.hold(beside);
      place(area, key, value === undefined ? undefined : placeOf(at, bytes.length, beside));
    }
    values.sweep();
  }

  /** A failure here leaves files that nobody is in. */
  function locate(changes: Changes): readonly Located[] {
    return [...changes].flatMap(([area, ofArea]) =>
      Array.from(ofArea.values(), (change) => {
        const { key, bytes, isGone } = change;
        if (isGone || !values.takes(area, bytes.length))
          return { ...change, area, beside: undefined, logged: bytes };
        const beside = values.put(area, key, bytes);
        // The next block of a recording goes behind this one.
        values.hold(beside);
        return { ...change, area, beside, logged: encodeRecord([area, key, beside]) };
      }),
    );
  }

  async function append(located: readonly Located[], isStrict: boolean): Promise<readonly number[]> {
    try {
      const files = new Set(located.flatMap(({ beside }) => beside?.$file ?? []));
      if (isStrict && files.size > 0) await values.sync(files);
      return log.append(located.map(({ logged }) => logged));
    } catch (error) {
      for (const { beside } of located) if (beside) values.release(beside.$file);
      throw error;
    }
  }

  /** Files go when the disk knows that nobody names them any more. */
  function deleteLater(files: readonly string[], synced: Promise<void>): void {
    const remove = () => {
      if (!isClosed) for (const file of files) values.delete(file);
    };
    synced.then(remove, () => {});
  }

  async function compact(maxBytes: number): Promise<void> {
    if (aliveBytes > maxBytes || aliveBytes === log.sizeBytes()) return;
    const alive = [...index.all()];
    const bytes = function* () {
      for (const [, { place: one }] of alive) yield log.read(one.at, one.sizeBytes);
    };
    const places = await log.replace(bytes());
    for (const [i, [area, { key, place: one }]] of alive.entries())
      index.set(area, key, { ...one, at: places[i] as number });
  }

  load();
  return {
    reading: createReading({ index, log, values }),
    async commit(changes, isStrict) {
      const located = orFull(() => locate(changes));
      if (located.length === 0) return;
      const places = await append(located, isStrict);
      const unused = located.flatMap(({ area, key, isGone, beside, logged }, i) =>
        place(area, key, isGone ? undefined : placeOf(places[i] as number, logged.length, beside)),
      );
      const synced = isStrict || unused.length > 0 ? log.sync() : Promise.resolve();
      if (unused.length > 0) deleteLater(unused, synced);
      if (isStrict) await synced;
      if (log.sizeBytes() > COMPACT_MIN_BYTES && aliveBytes * 2 < log.sizeBytes()) await compact(Infinity);
    },
    compact,
    usedBytes: () => log.sizeBytes() + values.heldBytes(),
    close() {
      isClosed = true;
      log.close();
      values.close();
    },
  };
}

interface Parts {
  readonly index: ReturnType<typeof createRecordIndex>;
  readonly log: RecordLog;
  readonly values: ValueFiles;
}

function createReading({ index, log, values }: Parts): RecordStore['reading'] {
  /** Undefined also for a value whose file the disk has lost: whoever asks can tell what is missing. */
  function valueAt({ at, sizeBytes }: RecordPlace): unknown {
    const value = decodeRecord(log.read(at, sizeBytes))[2];
    const beside = placeIn(value);
    if (beside === undefined) return value;
    const bytes = values.read(beside);
    return bytes && decodeRecord(bytes)[2];
  }

  function matching(changes: Changes, area: Area, prefix: Key) {
    const mine = changes.get(area);
    const stored = index
      .matching(area, prefix)
      .map(({ key, place }) => ({ key, read: (): unknown => valueAt(place) }));
    if (mine === undefined) return stored;
    const kept = stored.filter(({ key }) => !mine.has(JSON.stringify(key)));
    const put = [...mine.values()]
      .filter(({ key, isGone }) => !isGone && prefix.every((part, i) => key[i] === part))
      .map(({ key, bytes }) => ({ key, read: (): unknown => decodeRecord(bytes)[2] }));
    return [...kept, ...put].sort((a, b) => compareKeys(a.key, b.key));
  }

  return (changes) => ({
    async get<A extends Area>(area: A, key: Key) {
      const change = changes.get(area)?.get(JSON.stringify(key));
      if (change !== undefined) return decodeRecord(change.bytes)[2] as Areas[A] | undefined;
      const found = index.get(area, key);
      return found && (valueAt(found) as Areas[A] | undefined);
    },
    async list<A extends Area>(area: A, prefix: Key = []) {
      const listed: [Key, Areas[A]][] = [];
      for (const { key, read } of matching(changes, area, prefix)) {
        const value = read() as Areas[A] | undefined;
        if (value !== undefined) listed.push([key, value]);
      }
      return listed;
    },
    keys: async (area, prefix = []) => matching(changes, area, prefix).map(({ key }) => key),
  });
}

const placeIn = (value: unknown): ValuePlace | undefined =>
  typeof value === 'object' && value !== null && '$file' in value ? (value as ValuePlace) : undefined;

const placeOf = (at: number, sizeBytes: number, beside: ValuePlace | undefined): RecordPlace => ({
  at,
  sizeBytes,
  ...(beside && { file: beside.$file }),
});
