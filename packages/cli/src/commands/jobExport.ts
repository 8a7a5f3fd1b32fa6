import { join, resolve } from 'node:path';
import { withDatabase } from '../cache/withDatabase.ts';
import { EXIT } from '../exitCodes.ts';
import { jobTree } from '../jobs/jobTree.ts';
import { requireJob } from '../jobs/requireJob.ts';
import { readLines } from '../lines/readLines.ts';
import { writeInside } from '../output/writeInside.ts';
import type { CommandDefinition } from './commandDefinition.ts';

const ALL = 2_000_000_000;

/** A job as a folder of logs and manifests. */
export const jobExport: CommandDefinition = {
  name: 'export',
  summary:
    'a job as a folder: logs/99_pipeline_<time>.log, and stage.log, manifest.json, metadata.json of each stage',
  examples: [
    ['parqueue job export job-1a2b3c', 'into out/job-1a2b3c'],
    [
      'parqueue job export job-1a2b3c --output-dir /tmp/jobs --tz local',
      'elsewhere, with times of your zone',
    ],
  ],
  declare: (command) =>
    command
      .argument('<id>', 'the job, or the beginning of its id')
      .option('--output-dir <dir>', 'where its folder goes', 'out'),
  run: ({ cache, out, talk, platform, config }, options, [id = '']) =>
    withDatabase(cache, async (db) => {
      const { jobId, stages } = await requireJob(db, id);
      const hasLines = db.tables.some(({ name }) => name === 'log_line');
      const condition = { sql: 'job_id = $id', params: { id: jobId } };
      const lines = hasLines ? await readLines(db, { condition, limit: ALL, contextLines: 0 }) : [];
      const given = String(options['outputDir']);
      const target = resolve(platform.cwd, given);
      const rows = [];
      for (const { path, text } of jobTree({ jobId, stages, lines, tz: config.tz })) {
        await writeInside(target, path, text);
        rows.push({ file: join(given, ...path), size_bytes: Buffer.byteLength(text) });
      }
      talk.info(
        `${rows.length} files of ${jobId}. What its stages made is where they put it: parqueue job files ${jobId}`,
      );
      out.show({ name: 'files', rows });
      return EXIT.ok;
    }),
};
