import type { CachedTable, Database } from '../../cache/database.ts';
import { usageError } from '../../commandError.ts';
import { EXIT, type ExitCode } from '../../exitCodes.ts';
import type { Section } from '../../output/answer.ts';
import { explainEmpty } from '../../queries/explainEmpty.ts';
import { definePlayMacros } from '../../queries/plays/definePlayMacros.ts';
import type { Span } from '../../queries/plays/readPlays.ts';
import { spanOf } from '../../queries/plays/spanOf.ts';
import type { CommandContext } from '../commandDefinition.ts';

export interface PlaysAsked {
  readonly db: Database;
  readonly span: Span;
  readonly tz: string;
}

/** What a command about plays found. */
export interface PlaysFound {
  readonly section: Section;
  /** Whether anything is in it; then nothing is explained. */
  readonly isEmpty: boolean;
}

/**
 * Opens the cache with the queries of plays, asks, and shows what comes; where nothing does, says why and ends with 3. `--where` is about the
 * table of the command.
 */
export async function withPlays(
  context: CommandContext,
  about: 'play_history' | 'error_log',
  ask: (asked: PlaysAsked) => Promise<PlaysFound>,
): Promise<ExitCode> {
  const { cache, out, talk, filters, window, clock, config } = context;
  const { tz } = config;
  const db = await cache.open();
  try {
    const table: CachedTable = db.requireTable(about);
    await definePlayMacros(db, about === 'play_history' ? { plays: filters } : { errors: filters });
    const { section, isEmpty } = await ask({ db, span: spanOf(window, clock.now()), tz });
    if (isEmpty) talk.info(await explainEmpty(db, table, { window, filters, tz }));
    out.show(section);
    return isEmpty ? EXIT.noData : EXIT.ok;
  } finally {
    db.close();
  }
}

/** `--limit`, else the command's own; it has to be at least 1. */
export function countOf(limit: number | undefined, otherwise: number): number {
  if (limit === 0) throw usageError('--limit: expected a whole number from 1, got "0"');
  return limit ?? otherwise;
}
