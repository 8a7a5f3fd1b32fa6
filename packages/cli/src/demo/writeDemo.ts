import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Cell, encodeColumn, type TableDefinition } from '@parqueue/schema';
import { updateCard } from '@parqueue/schema/card';
import { rowJson } from '@parqueue/schema/file';
import { createUuid7 } from '@parqueue/schema/uuid7';
import type { DemoData, DemoRevision, DemoTable } from './demoData.ts';
import { parquetFile } from './parquetFile.ts';
import { createSeededRandom } from './seededRandom.ts';

/** A file that was written. */
export interface DemoFile {
  readonly path: string;
  readonly table: string;
  readonly rowCount: number;
  readonly sizeBytes: number;
}

/** Writes the files of a dataset, as a relay lays them: `data/<table>/<day>/<id>.parquet`, and the card that names the tables. */
export async function writeDemo(dir: string, data: DemoData): Promise<DemoFile[]> {
  const random = createSeededRandom(data.tables.length);
  let atMs = 0;
  const nextId = createUuid7(
    () => atMs,
    (bytes) => {
      for (let i = 0; i < bytes.length; i++) bytes[i] = random.int(0, 255);
    },
  );
  const files: DemoFile[] = [];
  for (const table of data.tables) {
    for (const [day, revisions] of byDay(table)) {
      atMs = Date.parse(day);
      const bytes = fileOf(table.table, revisions);
      const path = `data/${table.table.path}/${day}/${nextId()}-0.${table.table.format}`;
      await mkdir(join(dir, dirname(path)), { recursive: true });
      await writeFile(join(dir, path), bytes);
      files.push({ path, table: table.table.name, rowCount: revisions.length, sizeBytes: bytes.length });
    }
  }
  const tables = data.tables.filter(({ revisions }) => revisions.length > 0).map(({ table }) => table);
  await writeFile(
    join(dir, 'README.md'),
    updateCard(undefined, tables, { title: 'Made-up data', repo: 'local/demo' }),
  );
  return files;
}

function byDay({ revisions }: DemoTable): Map<string, DemoRevision[]> {
  const days = new Map<string, DemoRevision[]>();
  for (const revision of revisions.toSorted((a, b) => a.writtenAt - b.writtenAt)) {
    const day = new Date(revision.writtenAt).toISOString().slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), revision]);
  }
  return days;
}

function fileOf(table: TableDefinition, revisions: readonly DemoRevision[]): Uint8Array {
  const rows = revisions.map(({ row }) =>
    Object.entries(table.features).map(([column, { kind }]) =>
      kind === 'audio' ? (row[column] ?? null) : encodeColumn(table, column, row[column]),
    ),
  );
  if (table.format === 'parquet') return parquetFile(table, rows);
  return new TextEncoder().encode(
    rows.map((cells) => `${rowJson(table.features, cells as Cell[])}\n`).join(''),
  );
}
