import type { StageFile } from '@parqueue/schema/presets';
import { withDatabase } from '../cache/withDatabase.ts';
import { EXIT } from '../exitCodes.ts';
import { requireJob } from '../jobs/requireJob.ts';
import type { StageRecord } from '../jobs/stageRecord.ts';
import { formatBytes } from '../output/formatCell.ts';
import type { CommandDefinition } from './commandDefinition.ts';

const ROLES = ['input', 'output', 'intermediate'] as const;
type Role = (typeof ROLES)[number];

/** What went into the stages of a job, came out, and was made on the way. */
export const jobFiles: CommandDefinition = {
  name: 'files',
  summary: 'what went into the stages of a job, came out of them, and was made on the way',
  examples: [
    ['parqueue job files job-1a2b3c', 'all files, stage by stage'],
    [
      'parqueue job files job-1a2b3c --intermediate',
      'what was made on the way, whether it was kept, and why',
    ],
  ],
  declare: (command) =>
    command
      .argument('<id>', 'the job, or the beginning of its id')
      .option('--input', 'what went in')
      .option('--output', 'what came out')
      .option('--intermediate', 'what was made on the way'),
  run: ({ cache, out, talk }, options, [id = '']) =>
    withDatabase(cache, async (db) => {
      const { jobId, stages } = await requireJob(db, id);
      const asked = ROLES.filter((role) => options[role] === true);
      const roles = asked.length === 0 ? ROLES : asked;
      const rows = stages.flatMap((stage) => filesOf(stage).filter(({ role }) => roles.includes(role)));
      if (rows.length === 0) talk.info(`${jobId} tells of no ${roles.join(' or ')} files.`);
      const hasKept = roles.includes('intermediate');
      out.show({
        name: 'files',
        rows,
        whenEmpty: 'no files',
        columns: [
          { key: 'stage' },
          { key: 'role' },
          { key: 'type' },
          { key: 'path' },
          {
            key: 'size_bytes',
            title: 'size',
            align: 'right',
            format: (value) => (typeof value === 'number' ? formatBytes(value) : '–'),
          },
          { key: 'retained', isHidden: !hasKept, format: keptText },
          { key: 'reason', isHidden: !hasKept },
          { key: 'sha256', isHidden: true },
          { key: 'more', isHidden: true },
        ],
      });
      return rows.length === 0 ? EXIT.noData : EXIT.ok;
    }),
};

const keptText = (value: unknown): string => (value === true ? 'kept' : value === false ? 'deleted' : '–');

function filesOf({ stage, inputs, outputs, intermediates }: StageRecord) {
  const rowOf = (role: Role, file: StageFile) => {
    const { type, path, size_bytes, sha256, retained, reason, ...more } = file;
    return {
      stage,
      role,
      type: type ?? null,
      path: path ?? null,
      size_bytes: size_bytes ?? null,
      retained: retained ?? null,
      reason: reason ?? null,
      sha256: sha256 ?? null,
      more: Object.keys(more).length === 0 ? null : more,
    };
  };
  return [
    ...inputs.map((file) => rowOf('input', file)),
    ...outputs.map((file) => rowOf('output', file)),
    ...intermediates.map((file) => rowOf('intermediate', file)),
  ];
}
