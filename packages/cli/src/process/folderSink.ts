import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { encodeColumn, type TableDefinition } from '@parqueue/schema';
import { updateCard } from '@parqueue/schema/card';
import * as presets from '@parqueue/schema/presets';
import { transcription } from '@parqueue/schema/presets';
import { CommandError } from '../commandError.ts';
import { parquetFile } from '../demo/parquetFile.ts';
import type { ResultSink } from './resultSink.ts';
import { type SpoolBatch, syncFolder } from './resultSpool.ts';

/**
 * Results as Parquet files of the dataset's folder, and the card that names their table.
 *
 * @throws {CommandError} where a hub keeps the folder: it would not know of the files.
 */
export function createFolderSink(dir: string): ResultSink {
  if (existsSync(join(dir, '.hub')))
    throw new CommandError(
      `${dir}: a local hub keeps this folder, and would not know of files that are put there; give --relay URL, or a copy of the folder`,
    );
  return {
    name: dir,
    isLate: false,
    async deliver(batch) {
      const path = join(dir, `data/${transcription.path}/${batch.day}/${batch.id}-0.parquet`);
      // The card comes first: a file whose table it does not name would not load.
      await nameTable(dir);
      await mkdir(dirname(path), { recursive: true });
      await writeWhole(path, fileOf(batch), 'tmp');
    },
  };
}

function fileOf({ rows }: SpoolBatch): Uint8Array {
  const table: TableDefinition = transcription;
  const cells = rows.map((row) => {
    const values: Record<string, unknown> = { ...row, revision: 0 };
    return Object.keys(table.features).map((column) => encodeColumn(table, column, values[column]));
  });
  return parquetFile(table, cells);
}

async function nameTable(dir: string): Promise<void> {
  const path = join(dir, 'README.md');
  const readme = await readFile(path, 'utf8').catch(() => undefined);
  const isNamed = (name: string): boolean => readme?.includes(`config_name: ${name}\n`) === true;
  if (isNamed(transcription.name)) return;
  const all = Object.values(presets).filter(isTable);
  const tables = all.filter((table) => table.name === transcription.name || isNamed(table.name));
  const card = updateCard(readme, tables, { title: basename(dir) });
  await writeWhole(path, Buffer.from(card), String(process.pid));
}

const isTable = (value: unknown): value is TableDefinition =>
  typeof value === 'object' && value !== null && 'features' in value && 'path' in value;

/** Others see it whole or not at all, also after a power cut. */
async function writeWhole(path: string, bytes: Uint8Array, suffix: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${suffix}`);
  const file = await open(temporary, 'w');
  await file.writeFile(bytes);
  await file.sync();
  await file.close();
  await rename(temporary, path);
  await syncFolder(dirname(path));
}
