import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoRow } from '../src/demo/demoData.ts';
import type { ErrorGroup } from '../src/queries/analysis/groupErrors.ts';
import type { HourPoint } from '../src/queries/anomalies/countHours.ts';
import { type Anomaly, findAnomalies } from '../src/queries/anomalies/findAnomalies.ts';
import { DEMO_NOW, type OpenDemo, openDemo } from '../src/testing/openDemo.ts';
import { plainQuantile, rowsOfDemo, timeOfRow } from '../src/testing/plainFigures.ts';

interface AnomaliesJson {
  readonly anomalies: Anomaly[];
  readonly new_errors: ErrorGroup[];
}

const NOW = Date.parse(DEMO_NOW);
const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;
let demo: OpenDemo;
let rows: DemoRow[];
beforeAll(async () => {
  demo = await openDemo({ days: 30 });
  await demo.run('sync');
  rows = rowsOfDemo(demo.data, 'metrics_event');
}, 60_000);
afterAll(() => demo.close());

const plainMedian = (values: readonly number[]): number => plainQuantile(values, 0.5) ?? 0;

const plainMad = (values: readonly number[]): number =>
  plainMedian(values.map((value) => Math.abs(value - plainMedian(values))));

/** Events and errors of an hour, by counting. */
const countAt = (startMs: number, isError: boolean): number => {
  const isIn = (row: DemoRow): boolean => timeOfRow(row) >= startMs && timeOfRow(row) < startMs + HOUR_MS;
  const events = rows.filter(isIn);
  if (!isError) return events.length;
  const failed = events.filter((row) => ['error', 'synthesis_error'].includes(String(row['event_type'])));
  const logged = rowsOfDemo(demo.data, 'error_log')
    .filter(isIn)
    .filter((row) => ['error', 'critical'].includes(String(row['severity'])));
  return failed.length + logged.length;
};

describe('anomalies', () => {
  it('[AZ10] {003.45} the bad hour of the demo is found: its events and errors, against the same hour of earlier weeks', async () => {
    const { anomalies } = await demo.json<AnomaliesJson>('anomalies', '--since', '96h', '--limit', '1000');
    const firstHour = Math.floor(Math.min(...rows.map(timeOfRow)) / HOUR_MS) * HOUR_MS;
    const found = anomalies.filter(({ measure }) => measure !== 'total_p95_ms');
    expect(found.some(({ measure }) => measure === 'errors')).toBe(true);
    for (const { time, measure, value, median, z, baseline, baseline_hours } of found) {
      const startMs = new Date(time).getTime();
      const step = baseline === 'hour of week' ? WEEK_MS : 24 * HOUR_MS;
      const earlierBy = (stepMs: number): number[] => {
        const counts: number[] = [];
        for (let at = startMs - stepMs; at >= firstHour; at -= stepMs)
          if (at + HOUR_MS <= NOW - 96 * HOUR_MS) counts.push(countAt(at, measure === 'errors'));
        return counts;
      };
      const earlier = earlierBy(step);
      const middle = plainMedian(earlier);
      const spread = Math.max(
        1.4826 * plainMad(earlier),
        1.4826 * plainMad(earlierBy(24 * HOUR_MS)),
        Math.sqrt(Math.max(1, middle)),
      );
      expect([value, median, baseline_hours]).toEqual([
        countAt(startMs, measure === 'errors'),
        middle,
        earlier.length,
      ]);
      expect(z).toBeCloseTo((value - middle) / spread, 8);
      expect(Math.abs(z)).toBeGreaterThanOrEqual(3.5);
    }
    const badFrom = NOW - 74 * HOUR_MS;
    const worst = anomalies.find(({ measure }) => measure === 'errors');
    const worstMs = new Date(worst?.time ?? 0).getTime();
    expect(worstMs).toBeGreaterThanOrEqual(badFrom - HOUR_MS);
    expect(worstMs).toBeLessThan(badFrom + 2 * HOUR_MS);
  });

  it('[AZ10] {003.45} an error that was never seen before is named, and --fail ends with 4', async () => {
    const { new_errors } = await demo.json<AnomaliesJson>('anomalies', '--since', '96h');
    expect(new_errors.map(({ message }) => message)).toEqual(['CUDA out of memory']);
    const first = rows.filter(
      (row) => (row['data'] as { message?: string } | undefined)?.message === 'CUDA out of memory',
    );
    expect(new Date(new_errors[0]?.first ?? 0).getTime()).toBe(Math.min(...first.map(timeOfRow)));
    expect((await demo.run('anomalies', '--since', '96h', '--fail')).exitCode).toBe(4);
    const quiet = await demo.run('anomalies', '--since', '2h', '--fail', '--z', '50');
    expect([quiet.exitCode, quiet.stdout]).toEqual([
      0,
      expect.stringContaining('none: every hour is as usual'),
    ]);
  });

  it('[AZ10] {003.45} the hour of the week is that of the zone, also where the clock was set in between', () => {
    // Mondays at 09:00 in New York: 14:00 UTC in winter, 13:00 UTC in summer.
    const tz = 'America/New_York';
    const fromMs = Date.parse('2026-02-01T00:00:00Z');
    const hours = Array.from({ length: 24 * 70 }, (_, i): HourPoint => {
      const startMs = fromMs + i * HOUR_MS;
      const shown = new Intl.DateTimeFormat('en', {
        timeZone: tz,
        weekday: 'short',
        hour: 'numeric',
        hourCycle: 'h23',
      });
      return {
        startMs,
        events: shown.format(startMs) === 'Mon, 09' ? 400 : 4,
        errors: 0,
        total_p95_ms: null,
      };
    });
    const sinceMs = Date.parse('2026-04-06T00:00:00Z');
    const of = (zone: string) => findAnomalies(hours, { sinceMs, tz: zone, threshold: 3.5 }).anomalies;
    expect(hours.filter(({ events }) => events === 400)).toHaveLength(10);
    expect(of(tz)).toEqual([]);
    // By another clock it is now four weeks an hour earlier than six weeks before: not usual.
    expect(of('UTC').length + of('Asia/Riyadh').length).toBeGreaterThan(0);
  });

  it('[AZ10] {003.45} where events stop that is one too; few errors and short latencies are none', () => {
    const fromMs = Date.parse('2026-02-02T00:00:00Z');
    const hours = Array.from(
      { length: 24 * 29 },
      (_, i): HourPoint => ({
        startMs: fromMs + i * HOUR_MS,
        events: i < 24 * 28 ? 100 + (i % 5) : 0,
        errors: i < 24 * 28 ? 50 : 0,
        total_p95_ms: i < 24 * 28 ? 1000 : 10,
      }),
    );
    const { anomalies, hours: looked } = findAnomalies(hours, {
      sinceMs: fromMs + 28 * 24 * HOUR_MS,
      tz: 'UTC',
      threshold: 3.5,
    });
    expect([looked, anomalies.length]).toEqual([24, 24]);
    expect(anomalies.every(({ measure, z, value }) => measure === 'events' && z < -3.5 && value === 0)).toBe(
      true,
    );
  });

  it('[AZ10] too little history is said, no events are no data, and what is wrong is named', async () => {
    const early = await demo.run('anomalies', '--since', '29d', '--until', '28d');
    expect(early.stdout).toContain('have too little history to be held against');
    const none = await demo.run('anomalies', '--model', 'nobody');
    expect([none.exitCode, none.stderr]).toEqual([3, expect.stringContaining('(--model) removed them all')]);
    expect((await demo.run('anomalies', '--z', 'x')).stderr).toContain(
      '--z: expected a number above 0, got "x"',
    );
    expect((await demo.run('anomalies', '--until', '1h')).exitCode).toBe(2);
    for (const format of ['--csv', '--md', '--jsonl']) {
      const { exitCode, stdout } = await demo.run('anomalies', '--since', '96h', format);
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining('CUDA out of memory')]);
    }
    for (const tz of ['UTC', 'Asia/Riyadh', 'America/New_York']) {
      const args = ['anomalies', '--since', '96h', '--tz', tz];
      expect((await demo.run(...args)).stdout).toBe((await demo.run(...args)).stdout);
    }
  });
});
