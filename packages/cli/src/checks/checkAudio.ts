import type { Database } from '../cache/database.ts';
import type { DatasetSource } from '../cache/datasetSource.ts';
import { type MediaReference, readMedia } from '../cache/readMedia.ts';
import { sqlName } from '../cache/sqlText.ts';
import { type RowFilter, rowCondition } from '../queries/rowFilter.ts';
import type { TimeWindow } from '../windows/timeWindow.ts';
import { checkClip } from './checkClip.ts';
import type { CheckReport, Finding } from './finding.ts';

export interface AudioWish {
  readonly window: TimeWindow;
  readonly filters: readonly RowFilter[];
  /** The newest so many of each table. */
  readonly limit: number;
  readonly isOffline: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
}

/** Reads recordings, decodes them, and holds them against their rows. */
export async function checkAudio(
  db: Database,
  source: DatasetSource,
  { window, filters, limit, isOffline, signal, onProgress }: AudioWish,
): Promise<CheckReport> {
  const findings: Finding[] = [];
  let lookedAt = 0;
  for (const table of db.tables)
    for (const column of table.mediaColumns) {
      const has = (name: string): boolean => table.columns.some((one) => one.name === name);
      if (!filters.every((filter) => has(filter.column))) continue;
      const { sql, params } = rowCondition(table, window, filters);
      const duration = ['audio_duration_s', 'duration'].find(has);
      const rows = await db.rows<{ media: MediaReference; audio_id: string | null; duration: number | null }>(
        `SELECT ${sqlName(column)} AS media, ${has('audio_id') ? 'audio_id' : 'NULL'} AS audio_id, ${duration ?? 'NULL'} AS duration
         FROM ${sqlName(table.name)} WHERE ${sqlName(column)} IS NOT NULL AND ${sql} ORDER BY _time DESC, _file, _row LIMIT ${limit}`,
        params,
      );
      for (const { media, audio_id, duration: durationS } of rows) {
        signal.throwIfAborted();
        const where = `${table.name} ${media.path}`;
        const bytes = await readMedia(db, source, { column, media, isOffline }).catch((error: unknown) => {
          findings.push({ level: 'error', rule: 'unreadable', where, said: (error as Error).message });
        });
        lookedAt++;
        onProgress(lookedAt);
        if (bytes)
          findings.push(
            ...checkClip(where, bytes, { audioId: audio_id ?? undefined, durationS: durationS ?? undefined }),
          );
      }
    }
  return { lookedAt, findings };
}
