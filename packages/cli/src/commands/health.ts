import { EXIT } from '../exitCodes.ts';
import { msText, percentText } from '../output/analysis/figureFormats.ts';
import type { Section } from '../output/answer.ts';
import { formatDuration } from '../output/formatCell.ts';
import { explainEmpty } from '../queries/explainEmpty.ts';
import { type HealthFigures, measureHealth } from '../queries/health/measureHealth.ts';
import { withModel } from '../queries/modelFilter.ts';
import type { CommandDefinition } from './commandDefinition.ts';

/** Whether all is well: events by kind against the time before, and the limits that the config sets. */
export const health: CommandDefinition = {
  name: 'health',
  summary: 'whether all is well: events by kind against the time before; 4 where a threshold is passed',
  examples: [
    ['parqueue health', 'the last 24 hours against those before'],
    [
      'parqueue health --since "1 hour" || echo look',
      'for a script: thresholds of parqueue.config.ts decide',
    ],
  ],
  defaultSince: '24 hours',
  declare: (command) => command.option('--model <slug>', 'only events of this model'),
  async run({ cache, out, talk, window, filters, config, clock }, { model }) {
    const db = await cache.open();
    try {
      const table = db.requireTable('metrics_event');
      const asked = withModel(model, filters);
      const figures = await measureHealth(db, { table, window, filters: asked, nowMs: clock.now() });
      if (figures.events === 0)
        talk.info(await explainEmpty(db, table, { window, filters: asked, tz: config.tz }));
      const checks = checksOf(figures, config.thresholds);
      out.show({ sections: sectionsOf(figures, checks) });
      if (checks.some(({ state }) => state === 'bad')) return EXIT.checkFailed;
      return figures.events === 0 ? EXIT.noData : EXIT.ok;
    } finally {
      db.close();
    }
  },
};

interface Check {
  readonly check: string;
  readonly value: number | null;
  readonly limit: number | null;
  readonly state: 'ok' | 'bad' | 'no limit';
  readonly text: string;
}

/** What is above the limit of its name under `thresholds` is bad; without a limit it is only shown. */
function checksOf(figures: HealthFigures, thresholds: Readonly<Record<string, number>>): Check[] {
  const { lag_s, error_rate_percent, failed_requests_percent, total_p95_ms } = figures;
  const lagMinutes = lag_s === null ? null : lag_s / 60;
  const values: readonly (readonly [name: string, value: number | null, text: string])[] = [
    ['error_rate_percent', error_rate_percent, percentText(error_rate_percent)],
    ['failed_requests_percent', failed_requests_percent, percentText(failed_requests_percent)],
    ['total_p95_ms', total_p95_ms, msText(total_p95_ms)],
    ['lag_minutes', lagMinutes, lag_s === null ? '–' : formatDuration(lag_s * 1000)],
  ];
  return values.map(([check, value, text]) => {
    const limit = thresholds[check] ?? null;
    const state = limit === null ? 'no limit' : value !== null && value > limit ? 'bad' : 'ok';
    return { check, value, limit, state, text };
  });
}

function sectionsOf({ kinds }: HealthFigures, checks: readonly Check[]): Section[] {
  return [
    {
      name: 'checks',
      rows: checks.map(({ text: _, ...row }) => row),
      columns: [
        { key: 'check' },
        {
          key: 'value',
          align: 'right',
          format: (_, row) => checks.find(({ check }) => check === row['check'])?.text ?? '–',
        },
        { key: 'limit', align: 'right' },
        { key: 'state' },
      ],
    },
    {
      name: 'events',
      rows: kinds.map((kind) => ({ ...kind })),
      whenEmpty: 'no events',
      columns: [
        { key: 'event_type' },
        { key: 'n' },
        { key: 'before', title: 'time before' },
        { key: 'state', title: ' ', format: (state) => (state === 'absent' ? '▼ absent' : '') },
        { key: 'last' },
      ],
    },
  ];
}
