import type { Database } from '../cache/database.ts';
import { CommandError, usageError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import { readStages, type StageRecord } from './stageRecord.ts';

/**
 * The stages of a job, by its id or the beginning of it.
 *
 * @throws {CommandError} (exit 3) where there is none, naming some that there are; (exit 2) where several begin so.
 */
export async function requireJob(
  db: Database,
  wanted: string,
): Promise<{ jobId: string; stages: StageRecord[] }> {
  db.requireTable('stage_manifest');
  const logs = db.tables.some(({ name }) => name === 'log_line')
    ? 'UNION ALL SELECT job_id, _time FROM log_line'
    : '';
  const found = await db.rows<{ job_id: string; is_it: boolean }>(
    `SELECT job_id, job_id = $id AS is_it FROM (SELECT job_id, _time FROM stage_manifest ${logs})
     WHERE starts_with(job_id, $id) GROUP BY job_id ORDER BY is_it DESC, max(_time) DESC, job_id LIMIT 4`,
    { id: wanted },
  );
  const [first, second] = found;
  if (wanted === '' || first === undefined) {
    const some = await db.rows<{ job_id: string }>(
      'SELECT job_id FROM stage_manifest WHERE job_id IS NOT NULL GROUP BY job_id ORDER BY max(_time) DESC, job_id LIMIT 3',
    );
    const there = some.map(({ job_id }) => job_id).join(', ') || 'none';
    throw new CommandError(`there is no job ${wanted}; the last ones are ${there}`, EXIT.noData);
  }
  if (!first.is_it && second !== undefined)
    throw usageError(`${wanted}: several jobs begin so: ${found.map(({ job_id }) => job_id).join(', ')}`);
  return { jobId: first.job_id, stages: await readStages(db, 'job_id = $id', { id: first.job_id }) };
}
