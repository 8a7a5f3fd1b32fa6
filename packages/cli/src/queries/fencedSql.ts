import type { Database, SqlParams } from '../cache/database.ts';
import { CommandError } from '../commandError.ts';
import { definePlayMacros } from './plays/definePlayMacros.ts';

/** How long a statement of a person may run. */
export const SQL_TIMEOUT_MS = 30_000;

/**
 * Runs a statement of which nothing is known. The generation is open for reading only; after the fence, the statement reaches no file, no
 * network and no setting, whatever it says. It is interrupted when its time is over.
 *
 * @throws {CommandError} with what DuckDB says.
 */
export async function fencedSql(
  db: Database,
  sql: string,
  { timeoutMs, signal, params }: { timeoutMs: number; signal: AbortSignal; params?: SqlParams },
): Promise<Record<string, unknown>[]> {
  await definePlayMacros(db);
  await db.rows('SET enable_external_access = false');
  await db.rows('SET lock_configuration = true');
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    db.interrupt();
  }, timeoutMs);
  const stop = (): void => db.interrupt();
  signal.addEventListener('abort', stop);
  try {
    return await db.rows(sql, params);
  } catch (error) {
    if (isLate)
      throw new CommandError(
        `the statement ran longer than ${timeoutMs / 1000} s and was stopped; see --timeout`,
      );
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
