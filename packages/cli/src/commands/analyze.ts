import { EXIT } from '../exitCodes.ts';
import { analysisPage } from '../output/analysis/analysisPage.ts';
import { analysisSections } from '../output/analysis/analysisSections.ts';
import { plotSections } from '../output/analysis/plotSections.ts';
import type { Section } from '../output/answer.ts';
import { datasetTitle, writePage } from '../output/html/writePage.ts';
import { analyzeEvents } from '../queries/analysis/analyzeEvents.ts';
import { OVERFLOW_DEPTH } from '../queries/analysis/measureQueue.ts';
import { explainEmpty } from '../queries/explainEmpty.ts';
import { withModel } from '../queries/modelFilter.ts';
import type { TimeWindow } from '../windows/timeWindow.ts';
import type { CommandDefinition } from './commandDefinition.ts';

/** Errors that are shown where `--limit` is left out. */
const ERROR_KINDS = 20;

/** What happened, how fast, how full, how often from the cache, and what failed. */
export const analyze: CommandDefinition = {
  name: 'analyze',
  summary: 'what happened, how slow, how full, what failed: the last 24 hours of events',
  examples: [
    ['parqueue analyze', 'the last 24 hours'],
    ['parqueue analyze --since "1 hour" --model kokoro-cpu --plot', 'an hour of one model, with charts'],
    ['parqueue analyze --days 7 --html week.html', 'a week, as one HTML file'],
  ],
  defaultSince: '24 hours',
  declare: (command) =>
    command
      .option('--model <slug>', 'only events of this model')
      .option('--plot', 'charts in the terminal: latency and queue over time, and by length of the text')
      .option('--html <file>', 'write it with charts as one HTML file too'),
  async run(context, options) {
    const { cache, out, talk, window, filters, limit, config, clock } = context;
    const db = await cache.open();
    try {
      const table = db.requireTable('metrics_event');
      const asked = withModel(options['model'], filters);
      const { html, plot } = options;
      const hasPlots = plot === true || typeof html === 'string';
      const overflowDepth = config.thresholds['overflow_queue_depth'] ?? OVERFLOW_DEPTH;
      const { tz } = config;
      const nowMs = clock.now();
      const request = { table, window, filters: asked, tz, nowMs, overflowDepth, hasPlots };
      const analysis = await analyzeEvents(db, request);
      if (analysis === undefined) {
        talk.info(await explainEmpty(db, table, { window, filters: asked, tz }));
        out.show({ sections: emptySections(window, nowMs) });
        return EXIT.noData;
      }
      const sections = analysisSections(analysis, { limit: limit ?? ERROR_KINDS, nowMs });
      const plots = hasPlots ? plotSections(analysis, tz) : [];
      out.show({ sections: plot === true ? [...sections, ...plots] : sections });
      if (typeof html === 'string') {
        const page = analysisPage(analysis, {
          dataset: datasetTitle(context),
          tz,
          sections: [...sections, ...plots],
          filterText: asked.map(({ said }) => said).join(' and '),
        });
        await writePage(html, page, context);
      }
      return EXIT.ok;
    } finally {
      db.close();
    }
  },
};

/** The answer's shape, of nothing. */
function emptySections({ sinceMs, untilMs }: TimeWindow, nowMs: number): Section[] {
  const since = sinceMs === undefined ? null : new Date(sinceMs);
  return [
    { name: 'window', isRecord: true, rows: [{ since, until: new Date(untilMs ?? nowMs), events: 0 }] },
    { name: 'events', rows: [], whenEmpty: 'no events' },
  ];
}
