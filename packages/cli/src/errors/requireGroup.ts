import type { Database } from '../cache/database.ts';
import { CommandError, usageError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import type { ErrorRelation } from './errorSources.ts';

/**
 * The fingerprint that is meant: by it, by its beginning, or by the `row_id` of one error.
 *
 * @throws {CommandError} (exit 3) where there is none; (exit 2) where several begin so.
 */
export async function requireGroup(
  db: Database,
  { sql, params }: ErrorRelation,
  wanted: string,
): Promise<string> {
  const found = await db.rows<{ fingerprint: string }>(
    `SELECT fingerprint FROM ${sql} WHERE starts_with(fingerprint, $wanted) OR row_id = $wanted
     GROUP BY fingerprint ORDER BY fingerprint = $wanted DESC, fingerprint LIMIT 4`,
    { ...params, wanted },
  );
  const [first, second] = found;
  if (wanted === '' || first === undefined)
    throw new CommandError(
      `there is no error with the fingerprint or row_id ${wanted}; parqueue errors list --all has them`,
      EXIT.noData,
    );
  if (second !== undefined && first.fingerprint !== wanted)
    throw usageError(
      `${wanted}: several begin so: ${found.map(({ fingerprint }) => fingerprint).join(', ')}`,
    );
  return first.fingerprint;
}
