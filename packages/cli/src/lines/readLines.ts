import type { Database } from '../cache/database.ts';
import type { Condition } from '../queries/rowFilter.ts';
import type { LoggedLine } from './logLine.ts';

/** A line, as it is asked for. */
export interface FoundLine extends LoggedLine {
  readonly job_id: string | null;
  readonly stage: string | null;
  readonly data: string | null;
  /** Whether it is one that was asked for, and not one around it. */
  readonly is_match: boolean;
  /** Its place among all lines of its job; 0 where no lines around were asked for. */
  readonly place: number;
}

export interface LineWish {
  /** Which lines are asked for, over columns of `log_line`. */
  readonly condition: Condition;
  /** The last so many. */
  readonly limit: number;
  /** Lines before and after each, of the same job, whatever else was asked for. */
  readonly contextLines: number;
}

/** In the order in which they were said: time, then the number within their job. */
const ORDER = '_time, job_id NULLS FIRST, line_number NULLS LAST, _file, _row';
const LAST_FIRST = '_time DESC, job_id DESC NULLS LAST, line_number DESC NULLS FIRST, _file DESC, _row DESC';

/** Lines that fit, the last of them, in the order in which they were said. */
export function readLines(db: Database, { condition, limit, contextLines }: LineWish): Promise<FoundLine[]> {
  // Without lines around, nobody needs to know the place of each.
  if (contextLines === 0)
    return db.rows<FoundLine>(
      `SELECT _time AS time, logger, level, message, job_id, stage, data, 0 AS place, true AS is_match
       FROM (SELECT * FROM log_line WHERE ${condition.sql} ORDER BY ${LAST_FIRST} LIMIT ${limit}) ORDER BY ${ORDER}`,
      condition.params,
    );
  return db.rows<FoundLine>(
    `WITH placed AS MATERIALIZED (
       SELECT *, row_number() OVER (PARTITION BY job_id ORDER BY ${ORDER}) AS place FROM log_line
     ), matched AS MATERIALIZED (
       SELECT job_id, place FROM placed WHERE ${condition.sql} ORDER BY ${LAST_FIRST} LIMIT ${limit}
     )
     SELECT _time AS time, logger, level, message, job_id, stage, data, place,
       EXISTS (FROM matched m WHERE m.job_id IS NOT DISTINCT FROM p.job_id AND m.place = p.place) AS is_match
     FROM placed p
     WHERE EXISTS (FROM matched m WHERE m.job_id IS NOT DISTINCT FROM p.job_id AND m.place BETWEEN p.place - ${contextLines} AND p.place + ${contextLines})
     ORDER BY ${ORDER}`,
    condition.params,
  );
}
