import { string } from '../table/feature.ts';
import { type Row, table } from '../table/table.ts';

/**
 * An error beside the recitations: JSON lines in `data/errors/`, where a `recitation_app` has always put them.
 *
 * @example
 * ```ts
 * log.errors.append({ verse_ref: '1:1', error_message: 'Audio loading failed' });
 * ```
 */
export const recitationError = table({
  name: 'recitation_error',
  path: 'errors',
  format: 'jsonl',
  features: {
    /** Time of the error, ISO 8601 in UTC, cut to seconds: `2026-02-03T01:50:45`. Filled in when left out. */
    timestamp: string(),
    /** Anonymised id from the relay. Filled in. */
    user_id: string(),
    /** Quranic reference of the verse at hand, such as `1:1`. */
    verse_ref: string(),
    /** What went wrong, in words. */
    error_message: string(),
  },
  fill: { timestamp: 'appendedAt' },
  revisions: false,
});

/** A row of {@link recitationError}. */
export type RecitationErrorRow = Row<typeof recitationError>;
