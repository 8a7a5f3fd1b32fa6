import { setTimeout as sleep } from 'node:timers/promises';
import { usageError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import { gatherMetrics } from '../serve/gatherMetrics.ts';
import { openMetricsServer } from '../serve/metricsServer.ts';
import { prometheusText } from '../serve/prometheusText.ts';
import { parseDuration } from '../windows/duration.ts';
import type { CommandContext, CommandDefinition } from './commandDefinition.ts';

const PORT = '9464';

/** Metrics for Prometheus, as long as it runs. */
export const serve: CommandDefinition = {
  name: 'serve',
  summary: 'serve metrics for Prometheus, to this machine only, until Ctrl-C',
  examples: [
    ['parqueue serve --metrics', `http://127.0.0.1:${PORT}/metrics, synced every minute`],
    ['parqueue serve --metrics --port 9100 --every 5m', 'another port, and a sync every five minutes'],
  ],
  declare: (command) =>
    command
      .option('--metrics', 'uptime, error rate, plays, errors, rows and freshness, at /metrics')
      .option('--port <port>', '0 takes any that is free', PORT)
      .option('--every <time>', 'how often the dataset is synced; never with --offline', '1m'),
  async run(context, options) {
    const { talk, cache, clock, signal } = context;
    if (options['metrics'] !== true) throw usageError('serve: give --metrics, which is what it serves');
    if (context.filters.length > 0) throw usageError('serve tells of all rows; it takes no --where');
    const port = portOf(String(options['port']));
    const every = parseDuration('--every', String(options['every']));
    const days = daysOf(context);
    if (every.months > 0 || every.ms < 1000)
      throw usageError('--every: expected at least 1s, such as 1m or 1h');
    (await cache.open()).close();
    const server = await openMetricsServer({
      port,
      onError: (error) => talk.error(error instanceof Error ? error.message : String(error)),
      metrics: async () => {
        const db = await cache.open();
        try {
          return prometheusText(await gatherMetrics(db, { nowMs: clock.now(), days }));
        } finally {
          db.close();
        }
      },
    });
    talk.info(`Metrics at ${server.url}; Ctrl-C ends it.`);
    try {
      await keepSynced(context, every.ms);
    } finally {
      await server.close();
    }
    return signal.aborted ? EXIT.ok : EXIT.failure;
  },
};

/** Until it is told to stop. A sync that fails is said and tried again: what was synced before is still served. */
async function keepSynced({ cache, config, signal, talk }: CommandContext, everyMs: number): Promise<void> {
  while (!signal.aborted) {
    await sleep(everyMs, undefined, { signal }).catch(() => {});
    if (signal.aborted || config.offline) continue;
    await cache.sync({ audio: 'none' }).catch((error: unknown) => {
      if (!signal.aborted) talk.warn(`sync: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw usageError(`--port: expected a number from 0 to 65535, got "${text}"`);
}

/** `--days` of the gauges; a day by default. */
function daysOf({ window, clock }: CommandContext): number {
  if (window.said === '') return 1;
  const days = window.sinceMs === undefined ? Number.NaN : (clock.now() - window.sinceMs) / 86_400_000;
  // The clock has gone on since the window was made.
  const whole = Math.round(days);
  if (window.untilMs === undefined && whole >= 1 && Math.abs(days - whole) < 0.01) return whole;
  throw usageError('serve: its gauges are of the last days: give --days, not --since or --until');
}
