import type { Database } from '../../cache/database.ts';
import type { RowFilter } from '../rowFilter.ts';
import { PLAY_MACROS, PLAY_VIEWS } from './playMacros.ts';
import { ERRORS, PLAYS, relationView } from './playRelations.ts';

export interface PlayFilters {
  /** Which plays the macros see. */
  readonly plays?: readonly RowFilter[];
  /** Which errors. */
  readonly errors?: readonly RowFilter[];
}

/**
 * Makes the queries of a radio's log known to a connection, for as long as it is open: `get_play_stats(start, end)` and the others, `recent_plays`
 * and `current_playing`. Nothing is written to the cache. A dataset without the tables has them too: they find nothing.
 *
 * @throws {CommandError} when a filter names a column that its table does not have.
 */
export async function definePlayMacros(
  db: Database,
  { plays = [], errors = [] }: PlayFilters = {},
): Promise<void> {
  for (const [relation, filters] of [
    [PLAYS, plays],
    [ERRORS, errors],
  ] as const) {
    const { sql, params } = relationView(db, relation, filters);
    await db.rows(sql, params);
  }
  for (const macro of PLAY_MACROS) await db.rows(`CREATE OR REPLACE TEMP MACRO ${macro}`);
  for (const [name, query] of Object.entries(PLAY_VIEWS))
    if (!db.tables.some((table) => table.name === name))
      await db.rows(`CREATE OR REPLACE TEMP VIEW ${name} AS ${query}`);
}
