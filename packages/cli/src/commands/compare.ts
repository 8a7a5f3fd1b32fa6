import { usageError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import { comparisonPage, comparisonSections } from '../output/analysis/comparisonSections.ts';
import { datasetTitle, writePage } from '../output/html/writePage.ts';
import { OVERFLOW_DEPTH } from '../queries/analysis/measureQueue.ts';
import { compareSides } from '../queries/compare/compareSides.ts';
import { parseSide } from '../queries/compare/parseSide.ts';
import { explainEmpty } from '../queries/explainEmpty.ts';
import { withModel } from '../queries/modelFilter.ts';
import type { CommandDefinition } from './commandDefinition.ts';

/** Two times, labels or filters side by side: what a change did. */
export const compare: CommandDefinition = {
  name: 'compare',
  summary: 'what a change did: latencies of two times or labels side by side',
  examples: [
    ['parqueue compare --a 48h..24h --b 24h..now', 'yesterday against today'],
    ['parqueue compare --a 2x8 --b 4x4', 'two labels, as data.label of the events has them'],
    ['parqueue compare --a model_slug=higgs --b model_slug=kokoro-cpu --days 7', 'two models over a week'],
  ],
  declare: (command) =>
    command
      .requiredOption('--a <side>', 'a time such as 48h..24h, a label, or a filter column=value')
      .requiredOption('--b <side>', 'what it is held against')
      .option('--model <slug>', 'only events of this model, on both sides')
      .option('--html <file>', 'write it with both histograms as one HTML file too'),
  async run(context, options) {
    const { cache, out, talk, window, filters, config, clock } = context;
    const { tz } = config;
    const nowMs = clock.now();
    const common = { nowMs, tz, window, filters: withModel(options['model'], filters) };
    const a = parseSide('--a', String(options['a']), common);
    const b = parseSide('--b', String(options['b']), common);
    if (a.said === b.said) throw usageError(`--b: is the same as --a: ${b.said}`);
    const db = await cache.open();
    try {
      const table = db.requireTable('metrics_event');
      const overflowDepth = config.thresholds['overflow_queue_depth'] ?? OVERFLOW_DEPTH;
      const comparison = await compareSides(db, { table, a, b, nowMs, overflowDepth });
      for (const [i, side] of [a, b].entries())
        if (comparison.events[i] === 0)
          talk.info(
            `${i === 0 ? '--a' : '--b'} ${side.said}: ${await explainEmpty(db, table, { ...side, tz })}`,
          );
      out.show({ sections: comparisonSections(comparison, { a, b, tz }) });
      const { html } = options;
      if (typeof html === 'string')
        await writePage(html, comparisonPage(comparison, { a, b, tz }, datasetTitle(context)), context);
      return comparison.events.includes(0) ? EXIT.noData : EXIT.ok;
    } finally {
      db.close();
    }
  },
};
