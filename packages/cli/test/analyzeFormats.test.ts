import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoRow } from '../src/demo/demoData.ts';
import type { Analysis } from '../src/queries/analysis/analyzeEvents.ts';
import { type OpenDemo, openDemo } from '../src/testing/openDemo.ts';
import { rowsOfDemo, timeOfRow } from '../src/testing/plainFigures.ts';

let demo: OpenDemo;
let rows: DemoRow[];
beforeAll(async () => {
  demo = await openDemo({ days: 5 });
  await demo.run('sync');
  rows = rowsOfDemo(demo.data, 'metrics_event');
}, 60_000);
afterAll(() => demo.close());

const within = (fromMs: number, toMs: number): DemoRow[] =>
  rows.filter((row) => timeOfRow(row) >= fromMs && timeOfRow(row) < toMs);

describe('analyze in every zone and format', () => {
  it('[AZ5] {002.03} days begin where they do in the zone, and the answer is the same byte for byte', async () => {
    for (const [tz, firstDay] of [
      ['UTC', '2026-02-25'],
      ['Asia/Riyadh', '2026-02-25'],
      ['America/New_York', '2026-02-24'],
    ] as const) {
      const args = [
        'analyze',
        '--since',
        '2026-02-25T01:00:00Z',
        '--until',
        '2026-03-01T11:00:00Z',
        '--tz',
        tz,
        '--plot',
      ];
      const { stdout } = await demo.run(...args);
      expect((await demo.run(...args)).stdout).toBe(stdout);
      expect(stdout).toContain('each day');
      const { over_time } = await demo.json<{ over_time: Analysis['overTime'] }>(...args);
      const dayOf = (at: string | number | Date): string =>
        new Intl.DateTimeFormat('en-CA', { timeZone: tz }).format(new Date(at));
      expect(dayOf(over_time[0]?.time ?? 0)).toBe(firstDay);
      const asked = within(Date.parse('2026-02-25T01:00:00Z'), Date.parse('2026-03-01T11:00:00Z'));
      const counts = Map.groupBy(asked, (row) => dayOf(timeOfRow(row)));
      expect(over_time.map(({ events }) => events)).toEqual(
        over_time.map(({ time }) => counts.get(dayOf(time))?.length ?? 0),
      );
    }
  });

  it('[AZ6] {002.36} the HTML is one file with charts, tables and no script, and loads nothing', async () => {
    const { stderr, exitCode } = await demo.run('analyze', '--html', 'out/page.html');
    expect([exitCode, stderr]).toEqual([0, 'Written to out/page.html.\n']);
    const page = await readFile(join(demo.cwd, 'out/page.html'), 'utf8');
    expect(page.match(/<svg/g)?.length).toBeGreaterThanOrEqual(6);
    expect(page).not.toMatch(/<script|<link|<img|src=|href=|NaN|undefined/);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('color-scheme: light dark');
    expect(page).toMatch(/median 0\.\d+/);
    await demo.run('analyze', '--html', 'out/again.html');
    expect(await readFile(join(demo.cwd, 'out/again.html'), 'utf8')).toBe(page);
  });

  it('[AZ2] every format has every figure', async () => {
    const csv = (await demo.run('analyze', '--csv')).stdout;
    const md = (await demo.run('analyze', '--md')).stdout;
    for (const name of ['events', 'latency', 'queue', 'routes', 'cache', 'evictions', 'rtf', 'errors'])
      expect([
        csv.includes(`# ${name}\r\n`),
        md.toLowerCase().includes(`## ${name === 'rtf' ? 'real-time' : name}`),
      ]).toEqual([true, true]);
    const lines = (await demo.run('analyze', '--jsonl')).stdout.trim().split('\n');
    expect(lines.every((line) => typeof JSON.parse(line).section === 'string')).toBe(true);
    expect((await demo.run('analyze', '--help')).stdout).toMatch(/Examples:\n {2}parqueue analyze/);
  });
});
