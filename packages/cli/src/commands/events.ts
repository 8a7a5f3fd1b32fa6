import { sqlName } from '../cache/sqlText.ts';
import { EXIT } from '../exitCodes.ts';
import { explainEmpty } from '../queries/explainEmpty.ts';
import { rowCondition } from '../queries/rowFilter.ts';
import type { CommandDefinition } from './commandDefinition.ts';

/** Events of `metrics_event`, the newest first. */
export const events: CommandDefinition = {
  name: 'events',
  summary: 'events of a kind within a time, the newest first',
  examples: [
    ['parqueue events --type synthesis_error --since "1 hour"', 'errors of the last hour'],
    ['parqueue events --where model_slug=kokoro-cpu --days 7 --csv', 'a week of one model, as CSV'],
  ],
  declare: (command) =>
    command
      .option('--type <type>', 'only events of this kind, such as synthesis_complete')
      .option('--model <slug>', 'only events of this model'),
  async run({ cache, out, talk, window, filters, limit, config }, { type, model }) {
    const db = await cache.open();
    try {
      const table = db.requireTable('metrics_event');
      const given = [
        ...(typeof type === 'string' ? [equals('event_type', type, '--type')] : []),
        ...(typeof model === 'string' ? [equals('model_slug', model, '--model')] : []),
        ...filters,
      ];
      const { sql, params } = rowCondition(table, window, given);
      const rows = await db.rows(
        `SELECT _time AS time, * EXCLUDE (_time, _file, _row, "timestamp") FROM ${sqlName(table.name)} WHERE ${sql}
         ORDER BY _time DESC NULLS LAST, row_id DESC LIMIT ${limit ?? 100}`,
        params,
      );
      if (rows.length === 0)
        talk.info(await explainEmpty(db, table, { window, filters: given, tz: config.tz }));
      const shown = SHOWN.filter((key) => rows.some((row) => row[key] !== null && row[key] !== undefined));
      const isForPeople = out.format === 'text' || out.format === 'md';
      out.show({
        name: 'events',
        rows,
        whenEmpty: 'no events',
        ...(isForPeople && { columns: shown.map((key) => ({ key })) }),
      });
      return rows.length === 0 ? EXIT.noData : EXIT.ok;
    } finally {
      db.close();
    }
  },
};

const SHOWN = [
  'time',
  'event_type',
  'model_slug',
  'queue_wait_ms',
  'worker_latency_ms',
  'total_latency_ms',
  'cache_hit',
  'processor_route',
  'queue_depth',
  'endpoint',
  'status_code',
  'duration_ms',
  'request_id',
  'data',
];

const equals = (column: string, value: string, option: string) => ({
  column,
  path: [],
  operator: '=' as const,
  value,
  said: `${column}=${value} (${option})`,
});
