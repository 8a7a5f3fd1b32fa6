import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoRow } from '../src/demo/demoData.ts';
import type { Comparison } from '../src/queries/compare/compareSides.ts';
import { DEMO_NOW, type OpenDemo, openDemo } from '../src/testing/openDemo.ts';
import { numbersOf, plainQuantile, rowsOfDemo, timeOfRow } from '../src/testing/plainFigures.ts';
import { runCommand } from '../src/testing/runCommand.ts';

interface CompareJson {
  readonly sides: { side: string; events: number; syntheses: number; window: string }[];
  readonly figures: Comparison['figures'];
  readonly latency_histogram: Comparison['bins'];
}

const NOW = Date.parse(DEMO_NOW);
const HOUR_MS = 3_600_000;
let demo: OpenDemo;
let rows: DemoRow[];
beforeAll(async () => {
  demo = await openDemo({ days: 4 });
  await demo.run('sync');
  rows = rowsOfDemo(demo.data, 'metrics_event');
}, 60_000);
afterAll(() => demo.close());

const completeOf = (fromMs: number, toMs: number): DemoRow[] =>
  rows.filter(
    (row) => row['event_type'] === 'synthesis_complete' && timeOfRow(row) >= fromMs && timeOfRow(row) < toMs,
  );

describe('compare', () => {
  it('[AZ9] {002.48} holds two times side by side: P50 and P95 of each model, and what they differ by', async () => {
    const { sides, figures } = await demo.json<CompareJson>('compare', '--a', '96h..48h', '--b', '24h..now');
    const a = completeOf(NOW - 96 * HOUR_MS, NOW - 48 * HOUR_MS);
    const b = completeOf(NOW - 24 * HOUR_MS, NOW);
    expect(sides.map(({ syntheses }) => syntheses)).toEqual([a.length, b.length]);
    for (const model of ['kokoro-cpu', 'higgs', '(all)'])
      for (const [name, column] of [
        ['worker', 'worker_latency_ms'],
        ['total', 'total_latency_ms'],
      ] as const)
        for (const percent of [50, 95]) {
          const [of_a = 0, of_b = 0] = [a, b].map((side) => {
            const own = side.filter((row) => model === '(all)' || row['model_slug'] === model);
            return plainQuantile(numbersOf(own, column), percent / 100) ?? 0;
          });
          const pair = figures.find((one) => one.model === model && one.figure === `${name} P${percent}`);
          expect(pair?.a).toBeCloseTo(of_a, 6);
          expect(pair?.b).toBeCloseTo(of_b, 6);
          expect(pair?.delta).toBeCloseTo(of_b - of_a, 6);
          expect(pair?.delta_percent).toBeCloseTo((100 * (of_b - of_a)) / of_a, 6);
        }
  });

  it('[AZ9] {002.48} the histograms have the same bins, and hold every synthesis', async () => {
    const { latency_histogram } = await demo.json<CompareJson>(
      ...['compare', '--a', 'model_slug=higgs', '--b', 'model_slug=kokoro-cpu', '--days', '3'],
    );
    const all = completeOf(NOW - 72 * HOUR_MS, NOW);
    const last = latency_histogram.length - 1;
    for (const [side, model] of [
      ['a', 'higgs'],
      ['b', 'kokoro-cpu'],
    ] as const) {
      const values = numbersOf(
        all.filter((row) => row['model_slug'] === model),
        'total_latency_ms',
      );
      expect(latency_histogram.map((bin) => bin[side])).toEqual(
        latency_histogram.map(
          ({ from_ms, to_ms }, i) =>
            values.filter((value) => value >= from_ms && (value < to_ms || i === last)).length,
        ),
      );
    }
    const text = await demo.run('compare', '--a', '96h..48h', '--b', '24h..');
    expect(text.stdout).toMatch(/share of a.*share of b/);
    expect(text.stdout).toContain('█');
  });

  it('[AZ9] {002.48} two labels of a load test', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'parqueue-labels-'));
    const dir = join(cwd, 'set/data/metrics_event');
    await mkdir(dir, { recursive: true });
    const row = (label: string, ms: number) =>
      `${JSON.stringify({ timestamp: '2026-03-01T11:00:00Z', event_type: 'synthesis_complete', model_slug: 'm', total_latency_ms: ms, data: JSON.stringify({ label }) })}\n`;
    const lines = [row('2x8', 100), row('2x8', 300), row('4x4', 100), row('4x4', 200), row('other', 9000)];
    await writeFile(join(dir, 'rows.jsonl'), lines.join(''));
    const args = [
      'compare',
      '--local',
      join(cwd, 'set'),
      '--a',
      '2x8',
      '--b',
      '4x4',
      '--now',
      DEMO_NOW,
      '--json',
    ];
    const { stdout, exitCode } = await runCommand(args, { cwd });
    await rm(cwd, { recursive: true, force: true });
    const { figures } = JSON.parse(stdout) as CompareJson;
    expect(exitCode).toBe(0);
    expect(figures.find(({ model, figure }) => model === '(all)' && figure === 'total P50')).toMatchObject({
      a: 200,
      b: 150,
      delta: -50,
      delta_percent: -25,
    });
  });

  it('[AZ9] a side without events is no data and named, and a side that is none is a mistake', async () => {
    const none = await demo.run('compare', '--a', 'nobody', '--b', '24h..');
    expect([none.exitCode, none.stderr]).toEqual([
      3,
      expect.stringContaining('--where data.label=nobody (--a) removed them all'),
    ]);
    expect(none.stdout).toContain('Fewer than 30 syntheses on a side');
    for (const [a, b, said] of [
      ['..', '24h..', '--a: expected a window'],
      ['24h..soon', '24h..', 'got "soon"'],
      ['x', 'x', '--b: is the same as --a'],
      ['a..b..c', 'x', '--a: expected one ".."'],
    ] as const) {
      const { exitCode, stderr } = await demo.run('compare', '--a', a, '--b', b);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining(said)]);
    }
    expect((await demo.run('compare', '--a', 'x')).exitCode).toBe(2);
  });

  it('[AZ9] {002.48} the HTML has both histograms in one chart', async () => {
    await demo.run('compare', '--a', '96h..48h', '--b', '24h..', '--html', 'ab.html');
    const page = await readFile(join(demo.cwd, 'ab.html'), 'utf8');
    expect(page).toContain('a: 96h..48h median');
    expect(page).toContain('b: 24h.. median');
    expect(page).not.toMatch(/<script|NaN|undefined/);
  });
});
