import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createUuid7 } from '@parqueue/schema/uuid7';
import type { ResultRow } from './resultRow.ts';

/** Results that are to be delivered together, always under the same name. */
export interface SpoolBatch {
  /** A UUIDv7; the delivered file bears it. */
  readonly id: string;
  /** UTC day, such as `2026-02-03`. */
  readonly day: string;
  readonly rows: readonly ResultRow[];
}

/**
 * Results on this machine's disk, from the moment they are there until they are delivered. A kill at any time loses none that
 * {@link ResultSpool.append} resolved for.
 */
export interface ResultSpool {
  /** Resolves once they are on the disk, all of them or none. */
  append(rows: readonly ResultRow[]): Promise<void>;
  /** Rows since the last {@link seal}. */
  readonly openCount: number;
  /** Closes what was appended so far into a batch; what comes later is of another one. */
  seal(): Promise<void>;
  /** Batches that wait, the oldest first. */
  batches(): Promise<SpoolBatch[]>;
  /** The batch is where it belongs. With `isRemembered`, its outcomes stay known here until the dataset shows them. */
  delivered(batch: SpoolBatch, isRemembered: boolean): Promise<void>;
  /** Outcomes that were delivered and are remembered. */
  remembered(): Promise<Outcome[]>;
  /** Keeps only those. */
  remember(outcomes: readonly Outcome[]): Promise<void>;
  close(): Promise<void>;
}

/** What is known of a result without its content. */
export type Outcome = Pick<ResultRow, 'row_id' | 'recording_id' | 'status' | 'attempt' | 'started_at'>;

const OPEN = 'open.jsonl';
const REMEMBERED = 'delivered.jsonl';
const BATCH = /^(\d{4}-\d\d-\d\d)_([0-9a-f-]{36})\.jsonl$/;

/** What a run before left open becomes a batch; a line that a kill cut off was never promised, and goes. */
export async function openSpool(dir: string, now: () => number): Promise<ResultSpool> {
  await mkdir(dir, { recursive: true });
  const nextId = createUuid7(now, (bytes) => crypto.getRandomValues(bytes));
  let file: FileHandle | undefined;
  let openCount = 0;
  /** One write after another. */
  let last: Promise<unknown> = Promise.resolve();
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };

  const seal = async (): Promise<void> => {
    await file?.close();
    file = undefined;
    openCount = 0;
    const rows = await readLines<ResultRow[]>(join(dir, OPEN));
    if (rows.length === 0) return rm(join(dir, OPEN), { force: true });
    const day = new Date(now()).toISOString().slice(0, 10);
    await rename(join(dir, OPEN), join(dir, `${day}_${nextId()}.jsonl`));
    await syncFolder(dir);
  };
  await seal();

  return {
    get openCount() {
      return openCount;
    },
    append: (rows) =>
      inOrder(async () => {
        if (file === undefined) {
          file = await open(join(dir, OPEN), 'a');
          await syncFolder(dir);
        }
        await file.appendFile(`${JSON.stringify(rows)}\n`);
        await file.datasync();
        openCount += rows.length;
      }),
    seal: () => inOrder(seal),
    async batches() {
      const found: SpoolBatch[] = [];
      for (const name of (await readdir(dir)).sort()) {
        const match = BATCH.exec(name);
        if (match === null) continue;
        const rows = (await readLines<ResultRow[]>(join(dir, name))).flat();
        found.push({ day: match[1] as string, id: match[2] as string, rows });
      }
      return found;
    },
    async delivered({ day, id, rows }, isRemembered) {
      if (isRemembered) await writeSynced(join(dir, REMEMBERED), rows.map(outcomeOf), 'a');
      await rm(join(dir, `${day}_${id}.jsonl`), { force: true });
      await syncFolder(dir);
    },
    remembered: () => readLines<Outcome>(join(dir, REMEMBERED)),
    async remember(outcomes) {
      await writeSynced(join(dir, `${REMEMBERED}.new`), outcomes, 'w');
      await rename(join(dir, `${REMEMBERED}.new`), join(dir, REMEMBERED));
      await syncFolder(dir);
    },
    close: () => inOrder(async () => file?.close()),
  };
}

const outcomeOf = ({ row_id, recording_id, status, attempt, started_at }: ResultRow): Outcome => ({
  row_id,
  recording_id,
  status,
  attempt,
  started_at,
});

/** The lines that are whole. */
async function readLines<T>(path: string): Promise<T[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = text.split('\n');
  // What stands behind the last line's end was cut off.
  lines.pop();
  return lines.flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as T];
    } catch {
      // A line that a kill cut off, with others behind it.
      return [];
    }
  });
}

async function writeSynced(path: string, lines: readonly unknown[], flag: 'a' | 'w'): Promise<void> {
  const file = await open(path, flag);
  try {
    // After what a kill may have cut off.
    if (flag === 'a') await file.appendFile('\n');
    await file.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** A rename is durable once its folder is. */
export async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, 'r');
  await folder.sync().finally(() => folder.close());
}
