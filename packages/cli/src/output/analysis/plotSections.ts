import { type Analysis, LENGTH_CELLS } from '../../queries/analysis/analyzeEvents.ts';
import { zonedText } from '../../windows/zonedTime.ts';
import type { Section } from '../answer.ts';
import { bar } from '../bars.ts';
import { harmless } from '../formatCell.ts';
import { columnPlot, dotPlot } from '../plots.ts';
import { msText } from './figureFormats.ts';

const ROWS = 6;

/** Charts for a terminal; in the other formats the same as rows. */
export function plotSections(analysis: Analysis, tz: string): Section[] {
  return [overTimeSection(analysis, tz), breakdownSection(analysis), lengthSection(analysis)];
}

function overTimeSection({ overTime, buckets, queue }: Analysis, tz: string): Section {
  const timeText = (at: Date | undefined): string =>
    at === undefined ? '' : zonedText(at.getTime(), tz).slice(0, buckets.isDaily ? 10 : 16);
  const labels = [timeText(overTime[0]?.time), timeText(overTime.at(-1)?.time)] as const;
  const plot = (name: string, values: readonly (number | null)[]): string =>
    `${name}\n${columnPlot({ values, heightRows: ROWS, formatY: msText, labels })}`;
  const text = [
    plot(
      'events',
      overTime.map(({ events }) => events),
    ),
    plot(
      'total latency P50, ms',
      overTime.map(({ total_p50_ms }) => total_p50_ms),
    ),
    plot(
      'total latency P95, ms',
      overTime.map(({ total_p95_ms }) => total_p95_ms),
    ),
    plot(
      'wait P95, ms',
      overTime.map(({ wait_p95_ms }) => wait_p95_ms),
    ),
    plot(
      `queue depth, greatest (jobs overflow from ${queue.overflow_depth})`,
      overTime.map(({ depth_max }) => depth_max),
    ),
  ].join('\n');
  const title = `over time, each ${buckets.unit}`;
  return { name: 'over_time', title, rows: overTime.map((point) => ({ ...point })), text };
}

/** Queue against worker, of each model. */
function breakdownSection({ latency }: Analysis): Section {
  const rows = latency.map(({ model, n, mean_wait_ms, mean_worker_ms }) => ({
    model,
    n,
    mean_wait_ms,
    mean_worker_ms,
  }));
  const sumOf = (row: (typeof rows)[number]): number => (row.mean_wait_ms ?? 0) + (row.mean_worker_ms ?? 0);
  const max = Math.max(0, ...rows.map(sumOf));
  const width = Math.max(0, ...rows.map(({ model }) => model.length));
  const lines = rows.map((row) => {
    const wait = '░'.repeat(Math.round(((row.mean_wait_ms ?? 0) / (max || 1)) * 50));
    const figures = `${msText(row.mean_wait_ms)} + ${msText(row.mean_worker_ms)}`;
    return `${harmless(row.model).padEnd(width)}  ${wait}${bar(row.mean_worker_ms ?? 0, max, 50)}  ${figures}\n`;
  });
  const note = rows.every(({ mean_wait_ms }) => mean_wait_ms === null)
    ? 'queue_wait_ms is null in every row, so no wait is shown\n'
    : '';
  return {
    name: 'latency_breakdown',
    title: 'where the time goes, mean ms: ░ queue, █ worker',
    rows,
    text: lines.join('') + note || 'no synthesis_complete\n',
  };
}

function lengthSection({ byLength }: Analysis): Section {
  const xMax = Math.max(0, ...byLength.map(({ text_length }) => text_length));
  const yMax = Math.max(0, ...byLength.map(({ total_ms }) => total_ms));
  const { across, up } = LENGTH_CELLS;
  const place = (value: number, max: number, cells: number): number =>
    max === 0 ? 0 : Math.round((value / max) * (cells - 1));
  const text = dotPlot({
    dots: byLength.map(({ text_length, total_ms }) => [
      place(text_length, xMax, across),
      place(total_ms, yMax, up),
    ]),
    across,
    up,
    yMax: msText(yMax),
    xMax: msText(xMax),
    xName: 'characters',
  });
  return {
    name: 'length_by_latency',
    title: 'length of the text against total latency, ms',
    rows: byLength.map((cell) => ({ ...cell })),
    text: byLength.length === 0 ? 'no synthesis_complete has both text_length and total_latency_ms\n' : text,
  };
}
