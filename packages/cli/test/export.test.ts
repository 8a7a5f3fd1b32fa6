import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { playHistory } from '@parqueue/schema/presets';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DemoRow } from '../src/demo/demoData.ts';
import { DEMO_NOW, type OpenDemo, openDemo } from '../src/testing/openDemo.ts';
import { openRows, playRow } from './support/openRows.ts';
import { parseCsv } from './support/parseCsv.ts';
import { playsWithin, rowsOf, startOf } from './support/plainPlays.ts';

const NOW = Date.parse(DEMO_NOW);
const DAY_MS = 86_400_000;

let demo: OpenDemo;
let plays: DemoRow[];
beforeAll(async () => {
  demo = await openDemo({ days: 9, seed: 4 });
  plays = rowsOf(demo.data, 'play_history');
  await demo.run('sync');
}, 60_000);
afterEach(() => rm(join(demo.cwd, 'analytics_export'), { recursive: true, force: true }));
afterAll(() => demo.close());

const readExport = (name: string, cwd = demo.cwd): Promise<string> =>
  readFile(join(cwd, 'analytics_export', name), 'utf8');
const idsOf = (rows: readonly Record<string, unknown>[]): unknown[] =>
  rows.map((row) => row['row_id']).sort();
const isWithin = (row: DemoRow, days: number): boolean =>
  (row['timestamp'] as Date).getTime() >= NOW - days * DAY_MS;

describe('export', () => {
  it('[GV20] {003.29} {003.30} writes the four files by their names, of seven days unless told otherwise', async () => {
    const two = await demo.run('export', '--json');
    expect(two.exitCode).toBe(0);
    expect((await readdir(join(demo.cwd, 'analytics_export'))).sort()).toEqual([
      'analytics_summary_20260301_120000.csv',
      'play_history_20260301_120000.csv',
    ]);
    const week = playsWithin(plays, NOW - 7 * DAY_MS, NOW);
    expect(JSON.parse(two.stdout)[0]).toMatchObject({ rows: week.length });
    await demo.run(
      'export',
      'csv',
      '--days',
      '3',
      '--include-errors',
      '--include-metrics',
      '--output-dir',
      'out',
    );
    expect((await readdir(join(demo.cwd, 'out'))).sort()).toEqual(
      ['analytics_summary', 'error_log', 'play_history', 'system_metrics'].map(
        (name) => `${name}_20260301_120000.csv`,
      ),
    );
    const read = async (name: string) =>
      parseCsv(await readFile(join(demo.cwd, 'out', `${name}_20260301_120000.csv`), 'utf8'));
    expect(idsOf(await read('play_history'))).toEqual(idsOf(playsWithin(plays, NOW - 3 * DAY_MS, NOW)));
    for (const name of ['error_log', 'system_metrics'])
      expect(idsOf(await read(name)), name).toEqual(
        idsOf(rowsOf(demo.data, name).filter((row) => isWithin(row, 3))),
      );
  });

  it('[GV20] {003.29} {003.30} every cell is that of its row, and the summary that of all', async () => {
    await demo.run('export');
    const records = parseCsv(await readExport('play_history_20260301_120000.csv'));
    const week = playsWithin(plays, NOW - 7 * DAY_MS, NOW).toReversed();
    expect(records.map((record) => record['row_id'])).toEqual(week.map((row) => row['row_id']));
    for (const [i, row] of week.entries())
      expect(records[i]).toMatchObject({
        artist: row['artist'],
        title: row['title'],
        started_at: new Date(startOf(row)).toISOString(),
        ended_at: (row['ended_at'] as Date | undefined)?.toISOString() ?? '',
        duration_seconds: String(row['duration_seconds'] ?? ''),
        had_errors: String(row['had_errors']),
        error_count: String(row['error_count']),
        metadata: row['metadata'] === undefined ? '' : JSON.stringify(row['metadata']),
      });
    const [summary] = parseCsv(await readExport('analytics_summary_20260301_120000.csv'));
    expect(summary).toMatchObject({
      period_start: '2026-02-22T12:00:00.000Z',
      period_end: '2026-03-01T12:00:00.000Z',
      total_plays: String(week.length),
      plays_with_errors: String(week.filter((row) => row['had_errors'] === true).length),
      last_play: new Date(startOf(week.at(-1)!)).toISOString(),
    });
  });

  it('[GV21] {003.47} JSON lines and Parquet hold the same rows', async () => {
    const week = playsWithin(plays, NOW - 7 * DAY_MS, NOW).toReversed();
    await demo.run('export', 'jsonl');
    const lines = (await readExport('play_history_20260301_120000.jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ row_id }) => row_id)).toEqual(week.map((row) => row['row_id']));
    expect(lines[0]).toMatchObject({
      started_at: new Date(startOf(week[0]!)).toISOString(),
      had_errors: week[0]!['had_errors'],
    });
    await demo.run('export', 'parquet');
    const file = await readFile(join(demo.cwd, 'analytics_export/play_history_20260301_120000.parquet'));
    const rows = await parquetReadObjects({
      file: file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer,
      compressors,
    });
    expect(rows.map((row) => [row['row_id'], (row['started_at'] as Date).getTime()])).toEqual(
      week.map((row) => [row['row_id'], startOf(row)]),
    );
  });

  it('[GV21] {003.47} any table can be exported, filtered; a recording by its name', async () => {
    const run = await demo.run(
      'export',
      'csv',
      '--table',
      'audio_chunk',
      '--table',
      'metrics_event',
      '--days',
      '2',
    );
    expect(run.exitCode).toBe(0);
    const chunks = parseCsv(await readExport('audio_chunk_20260301_120000.csv'));
    expect(chunks[0]?.['audio']).toMatch(/\.flac$/);
    const wanted = ['--where', 'event_type=cache_hit', '--table', 'metrics_event', '--days', '2'];
    await demo.run('export', 'csv', ...wanted);
    expect(idsOf(parseCsv(await readExport('metrics_event_20260301_120000.csv')))).toEqual(
      idsOf(
        rowsOf(demo.data, 'metrics_event').filter(
          (row) => isWithin(row, 2) && row['event_type'] === 'cache_hit',
        ),
      ),
    );
  });

  it('[GV22] a text that a spreadsheet would run is guarded, unless that is switched off; numbers are not', async () => {
    const evil = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', "=cmd|' /C calc'!A0", 'fine', '1-1'];
    const rows = evil.map((title, i) =>
      playRow(i, `2026-03-01T10:0${i}:00Z`, { title, duration_seconds: -5 }),
    );
    const data = await openRows([{ table: playHistory, rows }]);
    await data.run('export');
    const guarded = parseCsv(await readExport('play_history_20260301_120000.csv', data.cwd));
    expect(guarded.map(({ title }) => title)).toEqual(
      evil.map((title) => (/^(fine|1-1)$/.test(title) ? title : `'${title}`)),
    );
    expect(new Set(guarded.map((row) => row['duration_seconds']))).toEqual(new Set(['-5']));
    await data.run('export', '--no-formula-guard');
    const plain = parseCsv(await readExport('play_history_20260301_120000.csv', data.cwd));
    expect(plain.map(({ title }) => title)).toEqual(evil);
    await data.run('export', 'jsonl');
    const lines = (await readExport('play_history_20260301_120000.jsonl', data.cwd)).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).title)).toEqual(evil);
    await data.close();
  });

  it('[GV23] no rows write no file and end with 3; a table that is not there is told, and ends with 5', async () => {
    const none = await demo.run('export', '--since', '2020-01-01', '--until', '2020-02-01');
    expect([none.exitCode, none.stdout]).toEqual([3, 'nothing to export\n']);
    expect(none.stderr).toContain('none lies in 2020-01-01');
    await expect(readdir(join(demo.cwd, 'analytics_export'))).rejects.toThrow();
    expect((await demo.run('export', 'xml')).exitCode).toBe(2);
    expect((await demo.run('export', '--table', 'nothing')).exitCode).toBe(3);
    const one = await openRows([{ table: playHistory, rows: [playRow(1, '2026-03-01T10:00:00Z')] }]);
    const part = await one.run('export', '--include-errors');
    expect([part.exitCode, part.stderr]).toEqual([5, expect.stringContaining('no table error_log')]);
    expect(parseCsv(await readExport('play_history_20260301_120000.csv', one.cwd))).toHaveLength(1);
    await one.close();
    expect((await demo.run('export', '--help')).stdout).toContain('Examples:\n  parqueue export csv');
  });
});
