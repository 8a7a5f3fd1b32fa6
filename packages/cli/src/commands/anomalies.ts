import { usageError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import { ERROR_COLUMNS } from '../output/analysis/analysisSections.ts';
import { factorText } from '../output/analysis/figureFormats.ts';
import type { Section } from '../output/answer.ts';
import { eventSource } from '../queries/analysis/eventSource.ts';
import { type ErrorGroup, groupErrors } from '../queries/analysis/groupErrors.ts';
import { countHours } from '../queries/anomalies/countHours.ts';
import { type AnomalyReport, findAnomalies, weeksBefore } from '../queries/anomalies/findAnomalies.ts';
import { explainEmpty } from '../queries/explainEmpty.ts';
import { withModel } from '../queries/modelFilter.ts';
import type { CommandDefinition } from './commandDefinition.ts';

/** The usual limit of a robust z-score. */
const THRESHOLD = '3.5';
const WEEKS = '8';

/** Hours that are not as usual, and errors that were never seen before. */
export const anomalies: CommandDefinition = {
  name: 'anomalies',
  summary: 'hours that are not as usual at that time of the week, and errors never seen before',
  examples: [
    ['parqueue anomalies', 'the last 24 hours against the same hours of eight weeks'],
    ['parqueue anomalies --days 7 --tz Asia/Riyadh --z 5', 'a week; only what is far off'],
    ['parqueue anomalies --since 1h --fail', 'for a script: ends with 4 where something is found'],
  ],
  defaultSince: '24 hours',
  declare: (command) =>
    command
      .option('--model <slug>', 'only events of this model')
      .option('--z <x>', 'from which distance on, in robust standard deviations', THRESHOLD)
      .option('--weeks <n>', 'how far back it looks for what is usual', WEEKS)
      .option('--fail', 'end with 4 where something is found'),
  async run({ cache, out, talk, window, filters, limit, config, clock }, options) {
    const threshold = positive('--z', options['z'] as string);
    const weeks = Math.ceil(positive('--weeks', options['weeks'] as string));
    const { tz } = config;
    const untilMs = window.untilMs ?? clock.now();
    const { sinceMs } = window;
    if (sinceMs === undefined)
      throw usageError('--until: needs --since too: what is before it is held against');
    const db = await cache.open();
    try {
      const table = db.requireTable('metrics_event');
      const asked = withModel(options['model'], filters);
      const history = { sinceMs: weeksBefore(sinceMs, weeks, tz), untilMs, said: '' };
      const hasErrorLog = asked.length === 0 && db.tables.some(({ name }) => name === 'error_log');
      const points = await countHours(db, eventSource(table, history, asked), { untilMs, hasErrorLog });
      const report = findAnomalies(points, { sinceMs, tz, threshold });
      const errors = await groupErrors(db, { window: { ...window, untilMs }, filters: asked });
      const fresh = errors.filter(({ is_new }) => is_new);
      if (report.hours === 0)
        talk.info(
          points.length === 0
            ? await explainEmpty(db, table, { window: history, filters: asked, tz })
            : 'No hour of that time is over yet; give an earlier --since.',
        );
      out.show({ sections: sectionsOf(report, fresh, limit ?? 50) });
      if (options['fail'] === true && report.anomalies.length + fresh.length > 0) return EXIT.checkFailed;
      return points.length === 0 ? EXIT.noData : EXIT.ok;
    } finally {
      db.close();
    }
  },
};

function sectionsOf(
  { anomalies: found, hours, withoutBaseline }: AnomalyReport,
  fresh: readonly ErrorGroup[],
  limit: number,
): Section[] {
  const doubt =
    withoutBaseline > 0
      ? [
          `${withoutBaseline} of ${hours} hours have too little history to be held against: three hours are needed.`,
        ]
      : [];
  return [
    {
      name: 'anomalies',
      rows: found.slice(0, limit).map((anomaly) => ({ ...anomaly })),
      whenEmpty: hours > withoutBaseline ? 'none: every hour is as usual' : 'none',
      notes: doubt,
      columns: [
        { key: 'time', title: 'hour from' },
        { key: 'measure' },
        { key: 'value', format: factorText, align: 'right' },
        { key: 'median', title: 'usual', format: factorText, align: 'right' },
        {
          key: 'z',
          format: (z) => `${Number(z) > 0 ? '▲ +' : '▼ '}${Number(z).toFixed(1)}`,
          align: 'right',
        },
        { key: 'baseline', title: 'against the same' },
        { key: 'baseline_hours', title: 'hours' },
      ],
    },
    {
      name: 'new_errors',
      title: 'errors never seen before',
      rows: fresh.slice(0, limit).map((row) => ({ ...row })),
      whenEmpty: 'none',
      columns: ERROR_COLUMNS,
    },
  ];
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw usageError(`${option}: expected a number above 0, got "${text}"`);
}
