import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../src/testing/runCommand.ts';

const NOW = '2026-03-01T12:00:00Z';
let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'parqueue-odd-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

/** A dataset of JSON lines, as other programs write it. */
async function dataset(name: string, lines: readonly Readonly<Record<string, unknown>>[]): Promise<string> {
  const dir = join(cwd, name, 'data/metrics_event');
  await mkdir(dir, { recursive: true });
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  await writeFile(join(dir, 'rows.jsonl'), text);
  await writeFile(
    join(cwd, name, 'README.md'),
    '---\nconfigs:\n- config_name: metrics_event\n  data_files: data/metrics_event/*.jsonl\n---\n',
  );
  return join(cwd, name);
}

const analyze = (dir: string, ...args: string[]) =>
  runCommand(['analyze', '--local', dir, '--cache-dir', join(cwd, 'cache'), '--now', NOW, ...args], { cwd });

describe('analyze of odd datasets', () => {
  it('[AZ7] one row is told, without a broken number', async () => {
    const dir = await dataset('one', [{ timestamp: '2026-03-01T11:00:00Z', event_type: 'ws_connect' }]);
    for (const args of [['--plot'], ['--plot', '--json'], ['--csv'], ['--md'], ['--html', 'one.html']]) {
      const { exitCode, stdout } = await analyze(dir, ...args);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/ws\\?_connect/);
      expect(stdout).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  it('[AZ7] no rows are no data', async () => {
    const dir = await dataset('empty', []);
    const { exitCode, stdout } = await analyze(dir, '--json');
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([3, { window: { events: 0 }, events: [] }]);
  });

  it('[AZ4] {002.54} where no row says what was waited, it is worked out of the times of events, and the empty column is named', async () => {
    const at = (s: number): string => new Date(Date.parse('2026-03-01T11:00:00Z') + s * 1000).toISOString();
    const job = (i: number) => ({ model_slug: 'kokoro-cpu', variant_hash: `v${i % 2}`, block_idx: i });
    const dir = await dataset(
      'waits',
      [3, 7, 20].flatMap((waitS, i) => [
        { timestamp: at(i * 100), event_type: 'synthesis_queued', ...job(i), queue_depth: i },
        { timestamp: at(i * 100 + waitS), event_type: 'synthesis_started', ...job(i) },
        { timestamp: at(i * 100 + 60), event_type: 'synthesis_complete', ...job(i), worker_latency_ms: 500 },
      ]),
    );
    const { stdout } = await analyze(dir, '--json');
    const { queue, data_quality } = JSON.parse(stdout);
    expect(queue).toMatchObject({
      waits: 3,
      wait_p50_ms: 7000,
      wait_max_ms: 20_000,
      wait_from: 'times of synthesis_queued and synthesis_started',
    });
    expect(data_quality).toContainEqual({
      kind: 'empty column',
      finding: 'queue_wait_ms is null in all 3 rows of synthesis_complete',
    });
    expect((await analyze(dir, '--plot')).stdout).toContain(
      'queue_wait_ms is null in every row, so no wait is shown',
    );
  });

  it('[AZ4] a column that came otherwise than before is named', async () => {
    const dir = await dataset('drift', [
      { timestamp: '2026-03-01T11:00:00Z', event_type: 'synthesis_queued', queue_depth: 3 },
    ]);
    await analyze(dir);
    await writeFile(
      join(dir, 'data/metrics_event/later.jsonl'),
      '{"timestamp":"2026-03-01T11:30:00Z","event_type":"synthesis_queued","queue_depth":"deep"}\n',
    );
    await runCommand(['sync', '--local', dir, '--cache-dir', join(cwd, 'cache'), '--now', NOW], { cwd });
    const { data_quality, queue } = JSON.parse((await analyze(dir, '--json')).stdout);
    expect(data_quality.map(({ kind }: { kind: string }) => kind)).toContain('drift');
    expect([queue.queued, queue.depth_max]).toEqual([1, 3]);
  });

  it('[AZ6] what rows say does nothing to the page or the terminal', async () => {
    const evil = '<script>alert(1)</script>\u001b[31m"><img src=x>';
    const dir = await dataset('evil', [
      { timestamp: '2026-03-01T11:00:00Z', event_type: evil },
      {
        timestamp: '2026-03-01T11:00:00Z',
        event_type: 'synthesis_complete',
        model_slug: evil,
        total_latency_ms: 5,
      },
      { timestamp: '2026-03-01T11:00:00Z', event_type: 'error', data: JSON.stringify({ message: evil }) },
      { timestamp: '2026-03-01T11:00:00Z', event_type: 'error', data: 'not JSON at all' },
    ]);
    const { exitCode, stdout } = await analyze(dir, '--plot', '--html', 'evil.html');
    const { readFile } = await import('node:fs/promises');
    const page = await readFile(join(cwd, 'evil.html'), 'utf8');
    expect(exitCode).toBe(0);
    expect(page).not.toMatch(/<script|<img/);
    expect(page).toContain('&lt;script&gt;');
    for (const text of [page, stdout]) expect(text.includes('\u001b')).toBe(false);
  });
});
