import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoRow } from '../src/demo/demoData.ts';
import { DEMO_NOW, type OpenDemo, openDemo } from '../src/testing/openDemo.ts';
import { numbersOf, plainQuantile, rowsOfDemo, timeOfRow } from '../src/testing/plainFigures.ts';

interface HealthJson {
  readonly checks: { check: string; value: number | null; limit: number | null; state: string }[];
  readonly events: { event_type: string; n: number; before: number; state: string; last: string }[];
}

const NOW = Date.parse(DEMO_NOW);
const HOUR_MS = 3_600_000;
let demo: OpenDemo;
let rows: DemoRow[];
beforeAll(async () => {
  demo = await openDemo();
  await demo.run('sync');
  rows = rowsOfDemo(demo.data, 'metrics_event');
}, 60_000);
afterAll(() => demo.close());

const count = (type: string, fromMs: number, toMs: number): number =>
  rows.filter((row) => row['event_type'] === type && timeOfRow(row) >= fromMs && timeOfRow(row) < toMs)
    .length;

describe('health', () => {
  it('[AZ8] {002.31} counts events by kind, beside the time before, and names those that are gone', async () => {
    for (const hours of [24, 11]) {
      const { events } = await demo.json<HealthJson>('health', '--since', `${hours}h`);
      const from = NOW - hours * HOUR_MS;
      const types = new Set(
        rows
          .filter((row) => timeOfRow(row) >= from - hours * HOUR_MS)
          .map((row) => String(row['event_type'])),
      );
      expect(new Set(events.map(({ event_type }) => event_type))).toEqual(types);
      for (const { event_type, n, before, state } of events)
        expect([n, before, state]).toEqual([
          count(event_type, from, NOW),
          count(event_type, from - hours * HOUR_MS, from),
          n === 0 ? 'absent' : 'ok',
        ]);
    }
    expect((await demo.run('health', '--since', '11h')).stdout).toMatch(/▼ absent/);
  });

  it('[AZ8] a threshold of the config that is passed ends with 4, and says which', async () => {
    const asked = rows.filter((row) => timeOfRow(row) >= NOW - 24 * HOUR_MS);
    const of = (type: string): DemoRow[] => asked.filter((row) => row['event_type'] === type);
    const failed = of('synthesis_error').length;
    const errorRate = (100 * failed) / (failed + of('synthesis_complete').length);
    const p95 = plainQuantile(numbersOf(of('synthesis_complete'), 'total_latency_ms'), 0.95) ?? 0;
    const failedRequests = of('request_complete').filter((row) => Number(row['status_code']) >= 400).length;
    const file = join(demo.cwd, 'limits.json');
    const run = async (thresholds: Record<string, number>) => {
      await writeFile(file, JSON.stringify({ thresholds }));
      const { exitCode, stdout } = await demo.run('health', '--config', file, '--json');
      return { exitCode, checks: (JSON.parse(stdout) as HealthJson).checks };
    };
    const within = await run({ total_p95_ms: p95 + 1, error_rate_percent: 100 });
    expect([within.exitCode, within.checks.map(({ state }) => state)]).toEqual([
      0,
      ['ok', 'no limit', 'ok', 'no limit'],
    ]);
    const beyond = await run({ total_p95_ms: p95 - 1, lag_minutes: 1 });
    expect([beyond.exitCode, beyond.checks.map(({ state }) => state)]).toEqual([
      4,
      ['no limit', 'no limit', 'bad', 'bad'],
    ]);
    const values = Object.fromEntries(beyond.checks.map(({ check, value }) => [check, value]));
    expect(values['error_rate_percent']).toBeCloseTo(errorRate, 8);
    expect(values['failed_requests_percent']).toBeCloseTo(
      (100 * failedRequests) / of('request_complete').length,
      8,
    );
    expect(values['total_p95_ms']).toBeCloseTo(p95, 8);
  });

  it('[AZ8] nothing in the window is no data, and said', async () => {
    const { exitCode, stderr } = await demo.run('health', '--model', 'nobody');
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('(--model) removed them all')]);
    expect((await demo.run('health', '--until', '2020-01-01')).exitCode).toBe(3);
    for (const format of ['--csv', '--md', '--jsonl'])
      expect((await demo.run('health', format)).exitCode).toBe(0);
  });
});
