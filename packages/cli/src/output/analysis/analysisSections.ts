import type { Analysis } from '../../queries/analysis/analyzeEvents.ts';
import type { Column, Section } from '../answer.ts';
import { bar, sparkline } from '../bars.ts';
import { formatDuration, formatNumber } from '../formatCell.ts';
import { factorText, msText, newText, percentText } from './figureFormats.ts';

const ms = (key: string, title: string): Column => ({ key, title, format: msText, align: 'right' });
const percent = (key: string, title: string): Column => ({ key, title, format: percentText, align: 'right' });

/** All figures as tables, for every format. `limit` is of errors. */
export function analysisSections(
  analysis: Analysis,
  { limit, nowMs }: { limit: number; nowMs: number },
): Section[] {
  return [
    windowSection(analysis, nowMs),
    eventSection(analysis),
    latencySection(analysis),
    queueSection(analysis),
    routeSection(analysis),
    cacheSection(analysis),
    { name: 'evictions', isRecord: true, rows: [{ ...analysis.evictions }] },
    rtfSection(analysis),
    histogramSection(analysis),
    requestSection(analysis),
    errorSection(analysis, limit),
    {
      name: 'data_quality',
      title: 'data quality',
      rows: analysis.problems.map((problem) => ({ ...problem })),
      whenEmpty: 'nothing to say',
    },
  ];
}

function windowSection({ window }: Analysis, nowMs: number): Section {
  const ago = (lagMs: number): string => `${formatDuration(Math.max(0, lagMs))} ago`;
  return {
    name: 'window',
    isRecord: true,
    rows: [{ ...window }],
    columns: [
      { key: 'since' },
      { key: 'until' },
      { key: 'events' },
      { key: 'newest_event' },
      { key: 'lag_s', title: 'that is', format: (lagS) => (lagS === null ? '–' : ago(Number(lagS) * 1000)) },
      { key: 'synced_at', title: 'synced', format: (at) => ago(nowMs - (at as Date).getTime()) },
    ],
  };
}

function eventSection({ events, buckets }: Analysis): Section {
  return {
    name: 'events',
    rows: events.map((row) => ({ ...row })),
    columns: [
      { key: 'event_type' },
      { key: 'n' },
      percent('percent', 'share'),
      {
        key: 'over_time',
        title: `each ${buckets.unit}`,
        format: (counts) => sparkline(counts as number[]),
        align: 'left',
      },
      { key: 'last' },
    ],
  };
}

function latencySection({ latency }: Analysis): Section {
  return {
    name: 'latency',
    title: 'latency by model, ms',
    rows: latency.map((row) => ({ ...row })),
    whenEmpty: 'no synthesis_complete',
    columns: [
      { key: 'model' },
      { key: 'n' },
      ms('worker_p50_ms', 'worker P50'),
      ms('worker_p95_ms', 'P95'),
      ms('worker_p99_ms', 'P99'),
      ms('total_p50_ms', 'total P50'),
      ms('total_p95_ms', 'P95'),
      ms('total_p99_ms', 'P99'),
      { key: 'mean_wait_ms', isHidden: true },
      { key: 'mean_worker_ms', isHidden: true },
    ],
  };
}

function queueSection({ queue, overflowPercent }: Analysis): Section {
  return {
    name: 'queue',
    isRecord: true,
    rows: [{ ...queue, overflow_percent: overflowPercent }],
    columns: [
      { key: 'queued' },
      { key: 'depth_p50', title: 'depth P50', format: factorText },
      { key: 'depth_p95', title: 'depth P95', format: factorText },
      { key: 'depth_max', title: 'depth max', format: factorText },
      {
        key: 'at_overflow_depth_percent',
        title: `queued at depth ${queue.overflow_depth} or more`,
        format: percentText,
      },
      { key: 'overflow_depth', isHidden: true },
      { key: 'overflow_percent', title: 'overflow', format: percentText },
      { key: 'waits' },
      ms('wait_p50_ms', 'wait P50, ms'),
      ms('wait_p95_ms', 'wait P95, ms'),
      ms('wait_p99_ms', 'wait P99, ms'),
      ms('wait_max_ms', 'wait max, ms'),
      { key: 'wait_from', title: 'waits are from' },
    ],
  };
}

function routeSection({ routes }: Analysis): Section {
  return {
    name: 'routes',
    rows: routes.map((row) => ({ ...row })),
    whenEmpty: 'no synthesis_complete',
    columns: [
      { key: 'route' },
      { key: 'n' },
      percent('percent', 'share'),
      ms('total_p95_ms', 'total P95, ms'),
      {
        key: 'busy_s',
        title: 'workers were busy',
        format: (s) => formatDuration(Number(s) * 1000),
        align: 'right',
      },
      { key: 'mean_busy_workers', title: 'workers busy at a time', format: factorText, align: 'right' },
    ],
  };
}

function cacheSection({ cache }: Analysis): Section {
  return {
    name: 'cache',
    rows: cache.map((row) => ({ ...row })),
    whenEmpty: 'no cache_hit and no synthesis_complete',
    columns: [{ key: 'model' }, { key: 'hits' }, { key: 'synthesised' }, percent('hit_percent', 'hits, %')],
  };
}

function rtfSection({ rtf }: Analysis): Section {
  const { bins: _, ...figures } = rtf;
  return {
    name: 'rtf',
    title: 'real-time factor: time of the worker over length of the audio',
    isRecord: true,
    rows: [figures],
    columns: [
      { key: 'n' },
      { key: 'median', format: factorText },
      { key: 'p95', title: 'P95', format: factorText },
      { key: 'above_one_percent', title: 'slower than heard', format: percentText },
    ],
  };
}

function histogramSection({ rtf: { bins, median } }: Analysis): Section {
  const max = Math.max(0, ...bins.map(({ n }) => n));
  const holdsMedian = ({ from, to }: { from: number; to: number }, i: number): boolean =>
    median !== null && median >= from && (median < to || i === bins.length - 1);
  return {
    name: 'rtf_histogram',
    title: 'real-time factor, how often',
    rows: bins.map((bin, i) => ({ ...bin, has_median: holdsMedian(bin, i) })),
    whenEmpty: 'no synthesis_complete has both worker_latency_ms and audio_duration_ms',
    columns: [
      { key: 'from', format: factorText },
      { key: 'to', format: factorText },
      { key: 'n' },
      {
        key: 'has_median',
        title: ' ',
        format: (isMedian, row) => `${bar(Number(row['n']), max, 40)}${isMedian ? ' ◂ median' : ''}`,
      },
    ],
  };
}

function requestSection({ requests }: Analysis): Section {
  return {
    name: 'requests',
    title: 'requests by endpoint, ms',
    rows: requests.map((row) => ({ ...row })),
    whenEmpty: 'no request_complete',
    columns: [
      { key: 'endpoint' },
      { key: 'n' },
      percent('failed_percent', 'failed'),
      ms('duration_p50_ms', 'P50'),
      ms('duration_p95_ms', 'P95'),
      ms('duration_p99_ms', 'P99'),
    ],
  };
}

function errorSection({ errors }: Analysis, limit: number): Section {
  const more = errors.length - limit;
  return {
    name: 'errors',
    rows: errors.slice(0, limit).map((row) => ({ ...row })),
    whenEmpty: 'none',
    columns: ERROR_COLUMNS,
    ...(more > 0 && { notes: [`${formatNumber(more)} more kinds; see --limit`] }),
  };
}

/** Columns of errors by fingerprint. */
export const ERROR_COLUMNS: readonly Column[] = [
  { key: 'is_new', title: ' ', format: newText },
  { key: 'n' },
  { key: 'source' },
  { key: 'message' },
  { key: 'first' },
  { key: 'last' },
  { key: 'fingerprint' },
];
