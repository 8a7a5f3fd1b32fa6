import { Option } from 'commander';
import { usageError } from '../commandError.ts';
import { EXIT } from '../exitCodes.ts';
import { type LoadMode, type LoadTestReport, runLoadTest } from '../loadTest/runLoadTest.ts';
import { formatDuration } from '../output/formatCell.ts';
import { relayOf, wholeNumber } from '../process/processOptions.ts';
import { percentile } from '../process/runStats.ts';
import type { CommandDefinition } from './commandDefinition.ts';

/** Plays people who have text read to them, against a relay. */
export const loadtest: CommandDefinition = {
  name: 'loadtest',
  summary: 'send events as so many people would, and measure how the relay answers',
  examples: [
    ['parqueue loadtest --relay http://127.0.0.1:8787 --dataset try', 'five people, twenty blocks each'],
    [
      'parqueue loadtest --relay http://127.0.0.1:8787 --dataset try --mode playback --label workers-3',
      'as pages send, under a label to compare by',
    ],
  ],
  declare: (command) =>
    command
      .requiredOption('--relay <url>', "the relay's address")
      .option('--dataset <name>', 'the dataset, as the relay calls it; it needs the table metrics_event')
      .option('--users <n>', 'people at once', '5')
      .option('--blocks <n>', 'blocks of text for each, three events a block', '20')
      .addOption(
        new Option('--mode <mode>', 'as fast as answers come, or paced as a page that reads aloud')
          .choices(['burst', 'playback'])
          .default('burst'),
      )
      .option('--speed <x>', 'playback so much faster than life', '1')
      .option('--label <text>', 'stands in data.label of every event', 'loadtest')
      .option('--token <secret>', "the operator's secret, or a ticket (default: OPERATOR_SECRET)")
      .option('--operator-file <file>', "a file with the operator's secret")
      .option('--anywhere', 'also a relay that is not on this machine'),
  async run({ platform, clock, out, talk, signal }, options) {
    const text = (name: string): string => options[name] as string;
    const token = options['token'] as string | undefined;
    const env = token === undefined ? platform.env : { ...platform.env, OPERATOR_SECRET: token };
    const relay = await relayOf({ ...platform, env }, options);
    if (relay === undefined) throw usageError('--relay: expected an address');
    if (options['anywhere'] !== true && !isLoopback(relay.url))
      throw usageError(
        `--relay ${relay.url}: is not on this machine, and would fill a dataset in use; --anywhere does it all the same`,
      );
    const speed = Number(text('speed'));
    if (!(speed > 0)) throw usageError(`--speed: expected a number above 0, got "${text('speed')}"`);
    const label = text('label');
    const route = {
      relayUrl: relay.url,
      dataset: relay.dataset,
      token: relay.token,
      table: 'metrics_event',
      fetch: platform.fetch,
    };
    const users = wholeNumber('--users', text('users'), 1);
    const blocks = wholeNumber('--blocks', text('blocks'), 1);
    const report = await runLoadTest(route, {
      users,
      blocks,
      mode: text('mode') as LoadMode,
      label,
      speed,
      random: platform.random,
      now: () => performance.now(),
      clock: clock.now,
      signal,
      onAnswer: (done) => talk.progress(`events ${done}/${users * blocks * 3}`),
    });
    talk.progress('');
    out.show({ sections: sectionsOf(report, { label, users, blocks }) });
    return report.rowsLost > 0 || signal.aborted ? EXIT.partial : EXIT.ok;
  },
};

function sectionsOf(report: LoadTestReport, given: { label: string; users: number; blocks: number }) {
  const { latenciesMs, problems, tookMs, requests, rowsSent, rowsTaken, rowsKnown, rowsLost, retries } =
    report;
  const ms = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10);
  const summary = {
    name: 'loadtest',
    isRecord: true,
    rows: [
      {
        ...given,
        requests,
        retries,
        rows_sent: rowsSent,
        rows_taken: rowsTaken,
        rows_known: rowsKnown,
        rows_lost: rowsLost,
        p50_ms: ms(percentile(latenciesMs, 0.5)),
        p95_ms: ms(percentile(latenciesMs, 0.95)),
        p99_ms: ms(percentile(latenciesMs, 0.99)),
        max_ms: ms(percentile(latenciesMs, 1)),
        requests_per_s: Math.round((requests / tookMs) * 10_000) / 10,
        took: formatDuration(tookMs),
      },
    ],
  };
  if (problems.size === 0) return [summary];
  const rows = [...problems].sort(([, a], [, b]) => b - a).map(([problem, count]) => ({ count, problem }));
  return [summary, { name: 'problems', rows }];
}

const isLoopback = (url: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(url).hostname);
