import type { Analysis } from '../../queries/analysis/analyzeEvents.ts';
import { windowText } from '../../windows/timeWindow.ts';
import { zonedText } from '../../windows/zonedTime.ts';
import type { Section } from '../answer.ts';
import { formatNumber } from '../formatCell.ts';
import { htmlPage, type PagePart } from '../html/htmlPage.ts';
import { barChart } from '../svg/barChart.ts';
import { histogramChart } from '../svg/histogramChart.ts';
import { lineChart } from '../svg/lineChart.ts';
import { scatterChart } from '../svg/scatterChart.ts';
import { stackedChart } from '../svg/stackedChart.ts';
import { factorText, msText } from './figureFormats.ts';

export interface AnalysisPageOptions {
  readonly dataset: string;
  readonly tz: string;
  /** All tables of the answer, those of the plots too. */
  readonly sections: readonly Section[];
  /** What rows were left out, in words; empty where none. */
  readonly filterText: string;
}

/** The analysis as one HTML file, with a chart where one says more than a table. */
export function analysisPage(analysis: Analysis, options: AnalysisPageOptions): string {
  const { dataset, tz, sections, filterText } = options;
  const { since, until, events } = analysis.window;
  const span = windowText({ sinceMs: since?.getTime(), untilMs: until.getTime(), said: '' }, tz);
  return htmlPage({
    title: `What happened in ${dataset}`,
    about: `${span} (${tz}) · ${formatNumber(events)} events${filterText === '' ? '' : ` · ${filterText}`}`,
    tz,
    parts: [...sections.flatMap((section) => partsOf(section, analysis, tz))],
  });
}

function partsOf(section: Section, analysis: Analysis, tz: string): PagePart[] {
  switch (section.name) {
    case 'events':
      return [{ section, chart: eventChart(analysis, tz) }];
    case 'latency':
      return [{ section, chart: latencyChart(analysis) }];
    case 'routes':
      return [{ section, chart: routeChart(analysis) }];
    case 'rtf_histogram':
      return [{ section: withoutBars(section), chart: rtfChart(analysis), isFolded: true }];
    case 'over_time':
      return [{ section, chart: overTimeCharts(analysis, tz), isFolded: true }];
    case 'latency_breakdown':
      return [
        {
          section: { ...section, title: 'where the time goes, mean ms' },
          chart: breakdownChart(analysis),
          isFolded: true,
        },
      ];
    case 'length_by_latency':
      return [{ section, chart: lengthChart(analysis), isFolded: true }];
    default:
      return [{ section }];
  }
}

/** The chart shows what the bars of the terminal do. */
const withoutBars = (section: Section): Section => ({
  ...section,
  columns: (section.columns ?? []).filter(({ key }) => key !== 'has_median'),
});

const timeText = (tz: string, isDaily: boolean) => (atMs: number) =>
  isDaily ? zonedText(atMs, tz).slice(0, 10) : zonedText(atMs, tz).slice(5, 16);

const MAX_KINDS = 5;

/** The most frequent kinds by themselves, the others together. */
function eventChart({ events, buckets }: Analysis, tz: string): string {
  const shown = events
    .slice(0, MAX_KINDS)
    .map(({ event_type, over_time }) => ({ name: event_type, values: over_time }));
  const others = events.slice(MAX_KINDS);
  const rest = {
    name: 'others',
    values: buckets.startsMs.map((_, i) =>
      others.reduce((sum, { over_time }) => sum + (over_time[i] ?? 0), 0),
    ),
  };
  return stackedChart({
    title: `Events, each ${buckets.unit}`,
    labels: buckets.startsMs.map(timeText(tz, buckets.isDaily)),
    series: others.length === 0 ? shown : [...shown, rest],
    formatY: formatNumber,
  });
}

function latencyChart({ latency }: Analysis): string {
  const bars = latency.flatMap(({ model, total_p50_ms, total_p95_ms }) => [
    { label: `${model} P50`, value: total_p50_ms ?? 0, series: 0 },
    { label: `${model} P95`, value: total_p95_ms ?? 0, series: 1 },
  ]);
  return bars.length === 0
    ? ''
    : barChart({ title: 'Total latency by model', bars, formatValue: (value) => `${msText(value)} ms` });
}

function routeChart({ routes }: Analysis): string {
  const bars = routes.map(({ route, n }) => ({ label: route, value: n }));
  return bars.length === 0 ? '' : barChart({ title: 'Syntheses by route', bars, formatValue: formatNumber });
}

function rtfChart({ rtf: { bins, median } }: Analysis): string {
  if (bins.length === 0) return '';
  return histogramChart({
    title: 'Real-time factor',
    edges: [...bins.map(({ from }) => from), bins.at(-1)?.to ?? 1],
    series: [{ name: 'syntheses', counts: bins.map(({ n }) => n), median: median ?? undefined }],
    formatX: factorText,
    formatY: formatNumber,
  });
}

function overTimeCharts({ overTime, buckets, queue }: Analysis, tz: string): string {
  const xs = buckets.startsMs;
  const formatX = timeText(tz, buckets.isDaily);
  const latency = lineChart({
    title: `Total latency, each ${buckets.unit}`,
    xs,
    series: [
      { name: 'P50, ms', ys: overTime.map(({ total_p50_ms }) => total_p50_ms) },
      { name: 'P95, ms', ys: overTime.map(({ total_p95_ms }) => total_p95_ms) },
    ],
    formatX,
    formatY: msText,
  });
  const depth = lineChart({
    title: `Queue depth, each ${buckets.unit}`,
    xs,
    series: [
      { name: 'depth P95', ys: overTime.map(({ depth_p95 }) => depth_p95) },
      { name: 'depth max', ys: overTime.map(({ depth_max }) => depth_max) },
    ],
    formatX,
    formatY: factorText,
    limit: { y: queue.overflow_depth, label: `overflow from ${queue.overflow_depth}` },
  });
  return `<h3>Total latency</h3>\n${latency}<h3>Queue depth</h3>\n${depth}`;
}

function breakdownChart({ latency }: Analysis): string {
  if (latency.length === 0) return '';
  return stackedChart({
    title: 'Queue and worker, mean ms',
    labels: latency.map(({ model }) => model),
    series: [
      { name: 'queue', values: latency.map(({ mean_wait_ms }) => mean_wait_ms ?? 0) },
      { name: 'worker', values: latency.map(({ mean_worker_ms }) => mean_worker_ms ?? 0) },
    ],
    formatY: msText,
  });
}

function lengthChart({ byLength }: Analysis): string {
  if (byLength.length === 0) return '';
  return scatterChart({
    title: 'Length of the text against total latency',
    cells: byLength.map(({ text_length, total_ms, n }) => ({ x: text_length, y: total_ms, n })),
    formatX: formatNumber,
    formatY: msText,
  });
}
