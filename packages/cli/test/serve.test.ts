import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoRow } from '../src/demo/demoData.ts';
import { runParqueue } from '../src/runParqueue.ts';
import { prometheusText } from '../src/serve/prometheusText.ts';
import { DEMO_NOW, type OpenDemo, openDemo } from '../src/testing/openDemo.ts';
import { playsWithin, rowsOf, soundingMs, startOf } from './support/plainPlays.ts';

const NOW = Date.parse(DEMO_NOW);
const DAY_MS = 86_400_000;

interface Serving {
  readonly url: string;
  /** What the program ends with. */
  stop(): Promise<number>;
}

/** The whole program, until it is stopped. */
async function serveIn(cwd: string, ...args: string[]): Promise<Serving> {
  const stopping = new AbortController();
  let said = '';
  const sink = { isTerminal: false, widthChars: undefined };
  const started = Promise.withResolvers<string>();
  const ended = runParqueue({
    args: ['serve', '--metrics', '--port', '0', '--now', DEMO_NOW, ...args],
    env: {},
    cwd,
    stdout: { ...sink, write: () => {} },
    stderr: {
      ...sink,
      write(text) {
        said += text;
        const url = /http:\/\/127\.0\.0\.1:\d+\/metrics/.exec(said)?.[0];
        if (url !== undefined) started.resolve(url);
      },
    },
    readStdin: async () => '',
    now: Date.now,
    localTz: 'UTC',
    fetch,
    random: Math.random,
    signal: stopping.signal,
  });
  void ended.then((code) => started.reject(new Error(`ended with ${code}: ${said}`)));
  return {
    url: await started.promise,
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}

/** Figures by name and labels. */
const parseMetrics = (text: string): Map<string, number> =>
  new Map(
    text
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );

const statusWithHost = (url: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { headers: { Host: host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject).end();
  });

describe('serve --metrics', () => {
  let demo: OpenDemo;
  let plays: DemoRow[];
  let serving: Serving;
  beforeAll(async () => {
    demo = await openDemo({ days: 9, seed: 4 });
    plays = rowsOf(demo.data, 'play_history');
    serving = await serveIn(demo.cwd);
  }, 60_000);
  afterAll(async () => {
    expect(await serving.stop()).toBe(0);
    await demo.close();
  });

  it('[GV30] {003.35} tells Prometheus what plain arithmetic over the rows tells', async () => {
    const response = await fetch(serving.url);
    expect(response.headers.get('Content-Type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await response.text();
    const metrics = parseMetrics(text);
    const day = playsWithin(plays, NOW - DAY_MS, NOW);
    const failed = (rows: readonly DemoRow[]) => rows.filter((row) => row['had_errors'] === true).length;
    expect(metrics.get('parqueue_plays_total')).toBe(plays.length);
    expect(metrics.get('parqueue_plays_with_errors_total')).toBe(failed(plays));
    expect(metrics.get('parqueue_plays')).toBe(day.length);
    expect(metrics.get('parqueue_uptime_percent')).toBeCloseTo(
      (100 * soundingMs(plays, NOW - DAY_MS, NOW)) / DAY_MS,
      6,
    );
    expect(metrics.get('parqueue_error_rate_percent')).toBeCloseTo((100 * failed(day)) / day.length, 9);
    expect(metrics.get('parqueue_playing')).toBe(1);
    const errors = rowsOf(demo.data, 'error_log').filter((row) => row['severity'] === 'critical');
    expect(metrics.get('parqueue_errors_total{service="encoder",severity="critical"}')).toBe(errors.length);
    expect(metrics.get('parqueue_errors_unresolved{service="encoder",severity="critical"}')).toBe(
      errors.filter((row) => row['resolved'] !== true).length,
    );
    expect(metrics.get('parqueue_last_row_timestamp_seconds{table="play_history"}')).toBeCloseTo(
      Math.max(...plays.map(startOf)) / 1000,
      3,
    );
    expect(metrics.get('parqueue_table_rows{table="alignment"}')).toBe(rowsOf(demo.data, 'alignment').length);
    for (const name of [...metrics.keys()].map((key) => key.replace(/\{.*/, '')))
      expect(text).toMatch(new RegExp(`# HELP ${name} .+\n# TYPE ${name} (gauge|counter)\n`));
  });

  it('[GV31] serves this machine by its own name, one path, and reading only', async () => {
    const { port } = new URL(serving.url);
    expect(await statusWithHost(serving.url, `127.0.0.1:${port}`)).toBe(200);
    expect(await statusWithHost(serving.url, `localhost:${port}`)).toBe(200);
    expect(await statusWithHost(serving.url, 'evil.example')).toBe(421);
    expect((await fetch(serving.url.replace('/metrics', '/'))).status).toBe(404);
    expect((await fetch(serving.url, { method: 'POST' })).status).toBe(405);
    expect(await (await fetch(serving.url, { method: 'HEAD' })).text()).toBe('');
  });

  it('[GV31] what cannot be served is told, with an exit code', async () => {
    const { port } = new URL(serving.url);
    const taken = await demo.run('serve', '--metrics', '--port', port);
    expect([taken.exitCode, taken.stderr]).toEqual([1, expect.stringContaining('is taken')]);
    for (const args of [
      [],
      ['--metrics', '--port', '70000'],
      ['--metrics', '--every', '1ms'],
      ['--metrics', '--since', '1h'],
    ])
      expect((await demo.run('serve', ...args)).exitCode).toBe(2);
    expect((await demo.run('serve', '--help')).stdout).toContain('Examples:\n  parqueue serve --metrics');
  });

  it('[GV32] rows that come later are served after the next sync', async () => {
    const { writeDemo } = await import('../src/demo/writeDemo.ts');
    const growing = await openDemo({ days: 2, seed: 4 });
    const other = await serveIn(growing.cwd, '--every', '1s', '--days', '2');
    const count = async () => parseMetrics(await (await fetch(other.url)).text()).get('parqueue_plays_total');
    const before = await count();
    const tables = growing.data.tables.map((table) =>
      table.table.name === 'play_history'
        ? {
            ...table,
            revisions: [
              ...table.revisions,
              ...table.revisions.slice(0, 1).map(({ writtenAt, row }) => ({
                writtenAt,
                row: { ...row, row_id: '00000000-0000-7000-8000-000000000001' },
              })),
            ],
          }
        : table,
    );
    await writeDemo(growing.dir, { ...growing.data, tables });
    await expect.poll(count, { timeout: 15_000, interval: 200 }).toBe((before ?? 0) + 1);
    expect(await other.stop()).toBe(0);
    await growing.close();
  });

  it('[GV30] what a row says is a label, whatever it says; what is not known is left out', () => {
    const labels = { service: 'a"b\\c\nd' };
    expect(
      prometheusText([
        { name: 'a', help: 'A.', type: 'gauge', samples: [{ labels, value: 1 }] },
        { name: 'b', help: 'B.', type: 'gauge', samples: [{ value: null }] },
      ]),
    ).toBe('# HELP a A.\n# TYPE a gauge\na{service="a\\"b\\\\c\\nd"} 1\n');
  });
});
