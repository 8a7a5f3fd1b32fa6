import type { Database } from '../cache/database.ts';
import type { DatasetSource } from '../cache/datasetSource.ts';
import { readMedia } from '../cache/readMedia.ts';
import type { RowFilter } from '../queries/rowFilter.ts';
import { readRecordings } from '../recordings/readRecordings.ts';
import type { TimeWindow } from '../windows/timeWindow.ts';
import { checkClip } from './checkClip.ts';
import type { CheckReport, Finding } from './finding.ts';

export interface AudioWish {
  readonly window: TimeWindow;
  readonly filters: readonly RowFilter[];
  /** The newest so many. */
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
  const recordings = await readRecordings(db, { window, filters, limit });
  for (const [i, { table, column, media, audio_id, duration_s }] of recordings.entries()) {
    signal.throwIfAborted();
    if (media === null) continue;
    const where = `${table} ${media.path}`;
    const bytes = await readMedia(db, source, { column, media, isOffline }).catch((error: unknown) => {
      findings.push({ level: 'error', rule: 'unreadable', where, said: (error as Error).message });
    });
    onProgress(i + 1);
    const claims = { audioId: audio_id ?? undefined, durationS: duration_s ?? undefined };
    if (bytes) findings.push(...checkClip(where, bytes, claims));
  }
  return { lookedAt: recordings.length, findings };
}
