import { withDatabase } from '../cache/withDatabase.ts';
import { EXIT } from '../exitCodes.ts';
import { readTrace } from '../trace/readTrace.ts';
import type { CommandDefinition } from './commandDefinition.ts';

const ROWS = 1_000;

/** Everything that bears an id, by time. */
export const trace: CommandDefinition = {
  name: 'trace',
  summary:
    'everything of a request, job, recording or play by its id: events, lines, stages and errors, by time',
  examples: [
    ['parqueue trace 5f0c1d2e3a4b5c6d', 'a request, from the queue to the answer'],
    ['parqueue trace job-1a2b3c --tz local', 'a job, with its lines and stages'],
  ],
  declare: (command) => command.argument('<id>', 'request_id, job_id, row_id, document_id, audio_id, …'),
  run: ({ cache, out, talk, window, filters, limit }, _options, [id = '']) =>
    withDatabase(cache, async (db) => {
      const moments = (await readTrace(db, { id, window, filters, limit: limit ?? ROWS })).slice(
        0,
        limit ?? ROWS,
      );
      if (moments.length === 0)
        talk.info(
          `nothing ${window.said} bears the id ${id}. Ids are looked for whole, in columns such as request_id and job_id and in context and data.`.replace(
            'nothing  ',
            'nothing ',
          ),
        );
      const firstMs = moments.find(({ time }) => time !== null)?.time?.getTime() ?? 0;
      out.show({
        name: 'moments',
        whenEmpty: 'nothing',
        rows: moments.map(({ time, table, what, details }) => ({
          time,
          after_ms: time === null ? null : time.getTime() - firstMs,
          table,
          what,
          details,
        })),
        columns: [
          { key: 'time' },
          {
            key: 'after_ms',
            title: 'after',
            format: (value) => (typeof value === 'number' ? `+${(value / 1000).toFixed(3)}s` : '–'),
            align: 'right',
          },
          { key: 'table' },
          { key: 'what' },
          { key: 'details' },
        ],
      });
      return moments.length === 0 ? EXIT.noData : EXIT.ok;
    }),
};
