import { metricsEvents } from '@parqueue/schema/presets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoRow } from '../src/demo/demoData.ts';
import type { Analysis } from '../src/queries/analysis/analyzeEvents.ts';
import { DEMO_NOW, type OpenDemo, openDemo } from '../src/testing/openDemo.ts';
import { numbersOf, plainMean, plainQuantile, rowsOfDemo, timeOfRow } from '../src/testing/plainFigures.ts';

interface AnalyzeJson extends Omit<Analysis, 'rtf' | 'window'> {
  readonly window: { events: number; lag_s: number; since: string; until: string };
  readonly queue: Analysis['queue'] & { overflow_percent: number };
  readonly rtf: Analysis['rtf'];
  readonly rtf_histogram: (Analysis['rtf']['bins'][number] & { has_median: boolean })[];
  readonly data_quality: Analysis['problems'];
  readonly over_time: Analysis['overTime'];
  readonly latency_breakdown: { model: string; mean_wait_ms: number; mean_worker_ms: number }[];
  readonly length_by_latency: Analysis['byLength'];
}

const NOW = Date.parse(DEMO_NOW);
const HOUR_MS = 3_600_000;
let demo: OpenDemo;
let rows: DemoRow[];
beforeAll(async () => {
  demo = await openDemo({ days: 5 });
  await demo.run('sync');
  rows = rowsOfDemo(demo.data, 'metrics_event');
}, 60_000);
afterAll(() => demo.close());

const within = (fromMs: number, toMs = NOW): DemoRow[] =>
  rows.filter((row) => timeOfRow(row) >= fromMs && timeOfRow(row) < toMs);
const ofType = (among: readonly DemoRow[], type: string): DemoRow[] =>
  among.filter((row) => row['event_type'] === type);
const close = (got: number | null | undefined, expected: number | null): void => {
  if (expected === null) expect(got).toBeNull();
  else expect(got).toBeCloseTo(expected, 6);
};

describe('analyze', () => {
  it('[AZ2] {002.35} {002.31} tells the last 24 hours where nothing is said: events by kind, each hour', async () => {
    const { events, window } = await demo.json<AnalyzeJson>('analyze');
    const asked = within(NOW - 24 * HOUR_MS);
    expect(window).toMatchObject({
      events: asked.length,
      since: '2026-02-28T12:00:00.000Z',
      until: '2026-03-01T12:00:00.000Z',
      lag_s: Math.round((NOW - Math.max(...rows.map(timeOfRow))) / 1000),
    });
    const types = new Set(asked.map((row) => row['event_type']));
    expect(new Set(events.map(({ event_type }) => event_type))).toEqual(types);
    for (const { event_type, n, percent, over_time } of events) {
      const own = ofType(asked, event_type);
      const hours = Array.from({ length: 24 }, () => 0);
      for (const row of own) {
        const hour = Math.floor((timeOfRow(row) - (NOW - 24 * HOUR_MS)) / HOUR_MS);
        hours[hour] = (hours[hour] ?? 0) + 1;
      }
      expect([n, over_time]).toEqual([own.length, hours]);
      close(percent, (100 * own.length) / asked.length);
    }
  });

  it('[AZ2] {002.39} {002.02} {002.43} latency by model is that of the finished syntheses, worker and total', async () => {
    const { latency, latency_breakdown } = await demo.json<AnalyzeJson>('analyze', '--days', '5', '--plot');
    const complete = ofType(within(NOW - 120 * HOUR_MS), 'synthesis_complete');
    expect(latency.map(({ model }) => model)).toEqual(['kokoro-cpu', 'higgs', '(all)']);
    for (const { model, n, ...figures } of latency) {
      const own = model === '(all)' ? complete : complete.filter((row) => row['model_slug'] === model);
      expect(n).toBe(own.length);
      for (const [name, column] of [
        ['worker', 'worker_latency_ms'],
        ['total', 'total_latency_ms'],
      ] as const)
        for (const percent of [50, 95, 99] as const)
          close(figures[`${name}_p${percent}_ms`], plainQuantile(numbersOf(own, column), percent / 100));
      const mean = latency_breakdown.find((row) => row.model === model);
      close(mean?.mean_wait_ms, plainMean(numbersOf(own, 'queue_wait_ms')));
      close(mean?.mean_worker_ms, plainMean(numbersOf(own, 'worker_latency_ms')));
    }
  });

  it('[AZ2] {002.40} {002.45} {002.04} queue, waits and evictions are counted over the window', async () => {
    const { queue, evictions } = await demo.json<AnalyzeJson>('analyze', '--days', '4');
    const asked = within(NOW - 96 * HOUR_MS);
    const depths = numbersOf(ofType(asked, 'synthesis_queued'), 'queue_depth');
    const waits = numbersOf(ofType(asked, 'synthesis_complete'), 'queue_wait_ms');
    expect([queue.queued, queue.depth_max, queue.waits, queue.wait_max_ms]).toEqual([
      depths.length,
      Math.max(...depths),
      waits.length,
      Math.max(...waits),
    ]);
    close(queue.depth_p95, plainQuantile(depths, 0.95));
    close(queue.wait_p50_ms, plainQuantile(waits, 0.5));
    close(queue.wait_p99_ms, plainQuantile(waits, 0.99));
    expect(queue.overflow_depth).toBe(8);
    close(
      queue.at_overflow_depth_percent,
      (100 * depths.filter((depth) => depth >= 8).length) / depths.length,
    );
    const triggered = ofType(asked, 'eviction_triggered');
    expect(evictions).toEqual({
      triggered: triggered.length,
      evicted_blocks: triggered.reduce(
        (sum, row) => sum + (row['data'] as { evicted_count: number }).evicted_count,
        0,
      ),
      skipped: ofType(asked, 'eviction_skipped').length,
      documents: new Set(triggered.map((row) => row['document_id'])).size,
    });
  });

  it('[AZ2] {002.44} {002.51} routes, overflow and hits of the cache are shares of what was asked', async () => {
    const { routes, queue, cache } = await demo.json<AnalyzeJson>('analyze', '--days', '5');
    const asked = within(NOW - 120 * HOUR_MS);
    const complete = ofType(asked, 'synthesis_complete');
    for (const { route, n, percent, busy_s, mean_busy_workers } of routes) {
      const own = complete.filter((row) => row['processor_route'] === route);
      const busyMs = numbersOf(own, 'worker_latency_ms').reduce((sum, value) => sum + value, 0);
      expect(n).toBe(own.length);
      close(percent, (100 * own.length) / complete.length);
      close(busy_s, busyMs / 1000);
      close(mean_busy_workers, busyMs / (120 * HOUR_MS));
    }
    const overflow = complete.filter((row) => row['processor_route'] === 'overflow').length;
    expect(overflow).toBeGreaterThan(0);
    close(queue.overflow_percent, (100 * overflow) / complete.length);
    for (const { model, hits, synthesised, hit_percent } of cache) {
      const of = (among: readonly DemoRow[]): number =>
        among.filter((row) => model === '(all)' || row['model_slug'] === model).length;
      const expected = of(ofType(asked, 'cache_hit'));
      expect([hits, synthesised]).toEqual([expected, of(complete)]);
      close(hit_percent, (100 * expected) / (expected + of(complete)));
    }
  });

  it('[AZ2] {002.42} the real-time factor has its median, and the bins hold every synthesis', async () => {
    const { rtf, rtf_histogram } = await demo.json<AnalyzeJson>('analyze', '--days', '5');
    const factors = ofType(within(NOW - 120 * HOUR_MS), 'synthesis_complete').map(
      (row) => Number(row['worker_latency_ms']) / Number(row['audio_duration_ms']),
    );
    expect(rtf.n).toBe(factors.length);
    close(rtf.median, plainQuantile(factors, 0.5));
    close(rtf.p95, plainQuantile(factors, 0.95));
    const last = rtf_histogram.length - 1;
    for (const [i, { from, to, n, has_median }] of rtf_histogram.entries()) {
      const isIn = (factor: number): boolean => factor >= from && (factor < to || i === last);
      // A factor on the very edge may fall to either side.
      expect(Math.abs(n - factors.filter(isIn).length)).toBeLessThanOrEqual(1);
      expect(has_median).toBe(isIn(plainQuantile(factors, 0.5) ?? 0));
    }
    expect(rtf_histogram.reduce((sum, { n }) => sum + n, 0)).toBe(factors.length);
  });

  it('[AZ3] errors of events and of the error log are grouped by fingerprint; what was never seen before is new', async () => {
    const { errors } = await demo.json<AnalyzeJson>('analyze', '--since', '78h', '--limit', '1000');
    const sinceMs = NOW - 78 * HOUR_MS;
    const all = [
      ...rows
        .filter((row) => ['error', 'synthesis_error'].includes(String(row['event_type'])))
        .map((row) => ({ row, key: (row['data'] as { fingerprint: string }).fingerprint })),
      ...rowsOfDemo(demo.data, 'error_log')
        .filter((row) => ['error', 'critical'].includes(String(row['severity'])))
        .map((row) => ({ row, key: (row['context'] as { fingerprint: string }).fingerprint })),
    ];
    const groups = Map.groupBy(
      all.filter(({ row }) => timeOfRow(row) >= sinceMs),
      ({ key }) => key,
    );
    expect(errors.length).toBe(groups.size);
    for (const { fingerprint, n, is_new, first } of errors) {
      const own = groups.get(fingerprint) ?? [];
      expect(n).toBe(own.length);
      expect(new Date(first).getTime()).toBe(Math.min(...own.map(({ row }) => timeOfRow(row))));
      expect(is_new).toBe(all.every(({ row, key }) => key !== fingerprint || timeOfRow(row) >= sinceMs));
    }
    expect(errors.some(({ is_new }) => is_new)).toBe(true);
    const { stdout } = await demo.run('analyze', '--since', '78h');
    expect(stdout).toContain('▲ new');
  });

  it('[AZ4] {002.34} a type that is absent is named, with when it was there last', async () => {
    const { data_quality } = await demo.json<AnalyzeJson>(
      'analyze',
      '--since',
      '12h',
      '--until',
      '9h',
      '--tz',
      'UTC',
    );
    const findings = data_quality.map(({ finding }) => finding);
    const asked = within(NOW - 12 * HOUR_MS, NOW - 9 * HOUR_MS);
    const absent = [...new Set(rows.map((row) => String(row['event_type'])))].filter(
      (type) => ofType(asked, type).length === 0,
    );
    expect(absent.length).toBeGreaterThan(0);
    for (const type of absent) {
      const last = Math.max(...ofType(rows, type).map(timeOfRow));
      const shown = new Date(last).toISOString().slice(0, 19).replace('T', ' ');
      expect(findings).toContain(`no ${type} in this time; the last of all was at ${shown}`);
    }
    const never = Object.keys(metricsEvents).filter((type) => ofType(rows, type).length === 0);
    expect(findings).toContain(`never logged: ${never.join(', ')}`);
  });

  it('[AZ2] {002.36} {002.41} charts over time have a point for every bucket, in the terminal too', async () => {
    const { over_time, length_by_latency } = await demo.json<AnalyzeJson>('analyze', '--plot');
    expect(over_time).toHaveLength(24);
    for (const { time, events, total_p95_ms, depth_max } of over_time) {
      const from = new Date(time).getTime();
      const own = within(from, from + HOUR_MS);
      const depths = numbersOf(ofType(own, 'synthesis_queued'), 'queue_depth');
      expect([events, depth_max]).toEqual([own.length, depths.length === 0 ? null : Math.max(...depths)]);
      close(
        total_p95_ms,
        plainQuantile(numbersOf(ofType(own, 'synthesis_complete'), 'total_latency_ms'), 0.95),
      );
    }
    const complete = ofType(within(NOW - 24 * HOUR_MS), 'synthesis_complete');
    expect(length_by_latency.reduce((sum, { n }) => sum + n, 0)).toBe(complete.length);
    const { stdout } = await demo.run('analyze', '--plot');
    expect(stdout).toMatch(/total latency P95, ms\n[\d,]+ ┤.*█/);
    expect(stdout).toMatch(/[\u2801-\u28ff]/);
  });

  it('[AZ2] {002.37} {002.38} takes a time, a model and any filter, and says what left nothing', async () => {
    const { window, latency, errors } = await demo.json<AnalyzeJson>(
      ...['analyze', '--since', '1 day', '--model', 'higgs', '--where', 'text_length>300'],
    );
    const asked = within(NOW - 24 * HOUR_MS).filter(
      (row) => row['model_slug'] === 'higgs' && Number(row['text_length']) > 300,
    );
    expect(window.events).toBe(asked.length);
    expect(latency.map(({ model }) => model)).toEqual(['higgs']);
    expect(errors.every(({ source }) => source === 'synthesis_error')).toBe(true);
    const none = await demo.run('analyze', '--model', 'nobody');
    expect([none.exitCode, none.stdout]).toEqual([3, expect.stringContaining('no events\n')]);
    expect(none.stderr).toContain('--where model_slug=nobody (--model) removed them all');
    expect((await demo.run('analyze', '--since', 'soon')).exitCode).toBe(2);
  });
});
