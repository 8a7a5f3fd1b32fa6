import { withDatabase } from '../cache/withDatabase.ts';
import { errorGroups } from '../errors/errorGroups.ts';
import { errorRelation } from '../errors/errorSources.ts';
import { requireGroup } from '../errors/requireGroup.ts';
import { EXIT } from '../exitCodes.ts';
import { harmless } from '../output/formatCell.ts';
import type { CommandDefinition } from './commandDefinition.ts';

const ROWS = 20;

/** One kind of errors: why these are one, and when they occurred. */
export const errorsShow: CommandDefinition = {
  name: 'show',
  summary: 'one kind of errors: why these are one, when they occurred, the last stack and context',
  examples: [['parqueue errors show 3f2a91c0', 'by the beginning of its fingerprint, or the row_id of one']],
  declare: (command) =>
    command.argument('<fingerprint>', 'its beginning is enough; or the row_id of one error'),
  run: ({ cache, out, window, filters, limit }, _options, [wanted = '']) =>
    withDatabase(cache, async (db) => {
      const relation = errorRelation(db, { window, filters });
      const fingerprint = await requireGroup(db, relation, wanted);
      const groups = await errorGroups(db, relation);
      const rows = await db.rows(
        `SELECT time, table_name, severity, service, message, resolved, resolved_at, row_id, stack, context
         FROM ${relation.sql} WHERE fingerprint = $wanted ORDER BY time DESC, _file, _row LIMIT ${limit ?? ROWS}`,
        { ...relation.params, wanted: fingerprint },
      );
      const stack = rows.find((row) => row['stack'] !== null)?.['stack'];
      const lines = String(stack ?? 'none').split('\n');
      out.show({
        sections: [
          {
            name: 'error',
            isRecord: true,
            rows: groups.filter((one) => one.fingerprint === fingerprint).map((group) => ({ ...group })),
          },
          {
            name: 'occurrences',
            rows,
            columns: [...SHOWN.map((key) => ({ key })), { key: 'stack', isHidden: true }],
          },
          {
            name: 'stack',
            title: 'last stack',
            rows: stack === undefined ? [] : lines.map((frame) => ({ frame })),
            text: lines.map((line) => `${harmless(line)}\n`).join(''),
          },
        ],
      });
      return EXIT.ok;
    }),
};

const SHOWN = [
  'time',
  'table_name',
  'severity',
  'service',
  'message',
  'resolved',
  'resolved_at',
  'row_id',
  'context',
];
