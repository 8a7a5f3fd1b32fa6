import type { Database } from '../cache/database.ts';
import { CommandError, usageError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import { type Recording, recordingTables, selectOf } from './readRecordings.ts';

/**
 * The recording that is meant: by its row_id, its audio_id, its name with or without `.flac`, or the beginning of one of them.
 *
 * @throws {CommandError} (exit 3) where there is none; (exit 2) where several are meant.
 */
export async function requireRecording(db: Database, wanted: string): Promise<Recording> {
  const parts = recordingTables(db).flatMap((table) =>
    table.mediaColumns.map((column) => {
      const names = ['media.path', String.raw`regexp_replace(media.path, '\.\w+$', '')`, 'audio_id', 'id'];
      const exact = names.map((name) => `${name} = $wanted`).join(' OR ');
      const begins = names.map((name) => `starts_with(${name}, $wanted)`).join(' OR ');
      return `SELECT *, coalesce(${exact}, false) AS is_exact FROM (${selectOf(table, column, 'true')}) WHERE ${begins}`;
    }),
  );
  const found =
    wanted === '' || parts.length === 0
      ? []
      : await db.rows<Recording & { is_exact: boolean }>(
          `SELECT * EXCLUDE (_file, _row) FROM (${parts.join(' UNION ALL ')}) ORDER BY is_exact DESC, id LIMIT 4`,
          { wanted },
        );
  const [first, second] = found;
  if (first === undefined)
    throw new CommandError(`there is no recording ${wanted}; parqueue recordings list has them`, EXIT.noData);
  if (second !== undefined && first.is_exact === second.is_exact)
    throw usageError(`${wanted}: several are meant: ${found.map(({ id }) => id).join(', ')}`);
  const { is_exact: _, ...recording } = first;
  return recording;
}
