import type { TableDefinition } from '@parqueue/schema';
import { createUuid7 } from '@parqueue/schema/uuid7';
import type { SeededRandom } from './seededRandom.ts';

/** The sound of a row, as it lies in a file. */
export interface DemoAudio {
  readonly bytes: Uint8Array;
  readonly path: string;
}

/** The columns of a row: times as Date, JSON columns as plain objects, audio as {@link DemoAudio}. What is left out is null. */
export type DemoRow = Readonly<Record<string, unknown>>;

/** A row as it is written: once, or again for each later change. */
export interface DemoRevision {
  /** Epoch milliseconds; its day is the folder. */
  readonly writtenAt: number;
  readonly row: DemoRow;
}

export interface DemoTable {
  readonly table: TableDefinition;
  readonly revisions: readonly DemoRevision[];
}

/** A dataset that was made up, before it is written. */
export interface DemoData {
  readonly startMs: number;
  readonly endMs: number;
  readonly tables: readonly DemoTable[];
}

/** What the makers of tables share. */
export interface DemoScene {
  readonly random: SeededRandom;
  readonly startMs: number;
  /** Nothing happens after it. */
  readonly endMs: number;
  readonly days: number;
  /** How much happens; 1 is a small site. */
  readonly scale: number;
  /** People, by their anonymous ids. */
  readonly users: readonly string[];
  /** A row id of that time. */
  idAt(atMs: number): string;
}

export function createScene({
  random,
  endMs,
  days,
  scale,
}: Pick<DemoScene, 'random' | 'endMs' | 'days' | 'scale'>): DemoScene {
  let idMs = 0;
  const nextId = createUuid7(
    () => idMs,
    (bytes) => {
      for (let i = 0; i < bytes.length; i++) bytes[i] = random.int(0, 255);
    },
  );
  return {
    random,
    startMs: endMs - days * 86_400_000,
    endMs,
    days,
    scale,
    users: Array.from({ length: 24 }, () => random.hex(12)),
    idAt(atMs) {
      idMs = atMs;
      return nextId();
    },
  };
}

/** Times of a day's happenings: few at night, most in the afternoon and evening. In order. */
export function timesOf({ random, startMs, endMs, days, scale }: DemoScene, perDay: number): number[] {
  const times: number[] = [];
  for (let day = 0; day <= days; day++) {
    const count = Math.max(1, Math.round(random.normal(perDay * scale, perDay * scale * 0.15)));
    for (let i = 0; i < count; i++) {
      const isBusy = random.happens(0.75);
      const hour = isBusy ? (random.next() + random.next() + random.next() + 1.9) * 6 : random.next() * 24;
      const at = Math.floor(startMs / 86_400_000 + day) * 86_400_000 + Math.floor((hour % 24) * 3_600_000);
      if (at >= startMs && at < endMs) times.push(at);
    }
  }
  return times.sort((a, b) => a - b);
}

/**
 * The rows of a table as they are now, worked out without SQL: of each row the highest revision, with the last recording that any brought.
 */
export function currentRows({ table, revisions }: DemoTable): DemoRow[] {
  if (!table.revisions) return revisions.map(({ row }) => row);
  const media = Object.entries(table.features).flatMap(([name, { kind }]) =>
    kind === 'audio' ? [name] : [],
  );
  const byId = new Map<unknown, DemoRow>();
  const inOrder = revisions.toSorted((a, b) => Number(a.row['revision']) - Number(b.row['revision']));
  for (const { row } of inOrder) {
    const before = byId.get(row['row_id']) ?? {};
    const kept = Object.fromEntries(media.map((name) => [name, row[name] ?? before[name] ?? null]));
    byId.set(row['row_id'], { ...row, ...kept });
  }
  return [...byId.values()];
}
