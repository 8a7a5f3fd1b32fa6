import type { Database, SqlParams } from '../cache/database.ts';
import { sqlText } from '../cache/sqlText.ts';
import { writeWhole } from '../output/writeWhole.ts';
import { COPY_OPTIONS, type ExportFormat } from './exportColumns.ts';

/**
 * Writes what a statement finds into a file, without holding it in memory. The file is there whole or not at all.
 *
 * @returns how many rows it has.
 */
export async function writeExport(
  db: Database,
  { path, format, select, params }: { path: string; format: ExportFormat; select: string; params: SqlParams },
): Promise<number> {
  let count = 0;
  await writeWhole(path, async (part) => {
    const [row] = await db.rows<{ Count: number }>(
      `COPY (${select}) TO ${sqlText(part)} (${COPY_OPTIONS[format]})`,
      params,
    );
    count = row?.Count ?? 0;
  });
  return count;
}
