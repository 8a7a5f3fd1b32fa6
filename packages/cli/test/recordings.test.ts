import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AlignmentRun, alignment } from '@parqueue/schema/presets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentRows, type DemoAudio, type DemoRow } from '../src/demo/demoData.ts';
import { writeDemo } from '../src/demo/writeDemo.ts';
import { DEMO_NOW, type OpenDemo, openDemo } from '../src/testing/openDemo.ts';
import { runCommand } from '../src/testing/runCommand.ts';

const NOW = Date.parse(DEMO_NOW);
let demo: OpenDemo;
beforeAll(async () => {
  demo = await openDemo({ days: 14 });
  await demo.run('sync');
}, 120_000);
afterAll(() => demo.close());

const rowsOf = (name: string): DemoRow[] => {
  const found = demo.data.tables.find(({ table }) => table.name === name);
  return found === undefined ? [] : currentRows(found);
};
const audioOf = (row: DemoRow): DemoAudio => row['audio'] as DemoAudio;
const heard = (name: string): DemoRow[] => rowsOf(name).filter((row) => row['audio']);
const runsOf = (row: DemoRow): AlignmentRun[] => row['segments'] as AlignmentRun[];

interface Listed {
  id: string;
  name: string;
  table: string;
  time: string;
  runs: number | null;
  transcript: string | null;
  transcript_status: string | null;
  hash: string | null;
}

describe('recordings list and show', () => {
  it('[LK13] {000.28} {000.39} all recordings of all tables, with runs, hash and transcript', async () => {
    const got = await demo.json<Listed[]>('recordings', 'list', '--limit', '9999');
    const expected = ['alignment', 'audio_chunk', 'recitation'].flatMap((name) =>
      heard(name).map((row) => audioOf(row).path),
    );
    expect(got.map(({ name }) => name).sort()).toEqual(expected.sort());
    expect(got.map(({ time }) => time)).toEqual(
      got
        .map(({ time }) => time)
        .sort()
        .reverse(),
    );
    for (const row of heard('alignment')) {
      const one = got.find(({ id }) => id === row['row_id']);
      expect([one?.runs, one?.hash]).toEqual([runsOf(row).length, String(row['audio_id']).split(':')[0]]);
    }
    const results = rowsOf('transcription');
    for (const row of heard('audio_chunk')) {
      const one = got.find(({ id }) => id === row['row_id']);
      const result = results.find((other) => other['recording_id'] === row['row_id']);
      expect(one?.transcript_status ?? null).toBe(result?.['status'] ?? null);
      expect(one?.transcript ?? null).toBe((result?.['data'] as { text: string } | undefined)?.text ?? null);
    }
  });

  it('[LK13] a table, a filter, a time; and why nothing is left', async () => {
    const got = await demo.json<Listed[]>(
      'recordings',
      'list',
      '--table',
      'alignment',
      '--where',
      'mean_confidence<0.85',
      '--since',
      '9d',
      '--limit',
      '999',
    );
    expect(got.map(({ id }) => id).sort()).toEqual(
      heard('alignment')
        .filter((row) => (row['mean_confidence'] as number) < 0.85)
        .filter((row) => Date.parse(`${row['timestamp']}Z`) >= NOW - 9 * 86_400_000)
        .map((row) => row['row_id'])
        .sort(),
    );
    expect((await demo.run('recordings', 'list', '--table', 'log_line')).exitCode).toBe(2);
    const none = await demo.run('recordings', 'list', '--where', 'asr_model=Nothing');
    expect([none.exitCode, none.stderr]).toEqual([
      3,
      expect.stringContaining('asr_model=Nothing removed them all'),
    ]);
    expect((await demo.run('recordings', 'list', '--where', 'nonsense=1')).exitCode).toBe(2);
  });

  it('[LK13] {000.38} {000.39} {000.06} {000.07} one is shown with its runs and the segments of the last', async () => {
    const row =
      heard('alignment').find((one) => runsOf(one).length === 2) ?? (heard('alignment')[0] as DemoRow);
    const shown = await demo.json<{
      runs: { run: number; min_silence_ms: number; segments: number }[];
      segments: { idx: number; confidence: number }[];
      recording: Record<string, unknown>;
    }>('recordings', 'show', String(row['audio_id']));
    expect(shown.runs.map(({ min_silence_ms, segments }) => [min_silence_ms, segments])).toEqual(
      runsOf(row).map(({ min_silence_ms, segments }) => [min_silence_ms, segments.length]),
    );
    expect(shown.segments).toEqual(runsOf(row).at(-1)?.segments);
    expect(shown.recording['asr_model']).toBe(row['asr_model']);
    const verse = heard('recitation')[0] as DemoRow;
    const recited = await demo.json<{ segments: unknown[]; recording: { settings: unknown } }>(
      'recordings',
      'show',
      audioOf(verse).path.replace('.flac', ''),
    );
    expect(recited.segments).toEqual(verse['segments']);
    expect(recited.recording.settings).toEqual(verse['settings']);
    const { stdout } = await demo.run('recordings', 'show', String(row['row_id']), '--tz', 'Asia/Riyadh');
    expect(stdout).toContain('confidence');
    expect((await demo.run('recordings', 'show', 'nothing')).exitCode).toBe(3);
    expect((await demo.run('recordings', 'show', 'call-')).exitCode).toBe(2);
  });
});

describe('recordings save and play', () => {
  it('[LK14] {000.15} {000.11} saves the bytes that were recorded', async () => {
    const all = await demo.run('recordings', 'save', '--output-dir', 'all');
    expect(all.exitCode).toBe(0);
    const rows = ['alignment', 'audio_chunk', 'recitation'].flatMap(heard);
    expect((await readdir(join(demo.cwd, 'all'))).sort()).toEqual(
      rows.map((row) => audioOf(row).path).sort(),
    );
    for (const row of rows)
      expect(
        Buffer.from(audioOf(row).bytes).equals(await readFile(join(demo.cwd, 'all', audioOf(row).path))),
      ).toBe(true);
    const [one] = heard('audio_chunk');
    await demo.run('recordings', 'save', String(one?.['row_id']));
    expect(await readdir(join(demo.cwd, 'recordings'))).toEqual([audioOf(one as DemoRow).path]);
    expect((await demo.run('recordings', 'save', '--since', '1s')).exitCode).toBe(3);
  });

  it('[LK3] [LK14] whatever a recording is called, it is saved below the target, each under a name of its own', async () => {
    const cwd = join(demo.cwd, 'nasty');
    const dir = join(cwd, 'set');
    const bytes = audioOf(heard('alignment')[0] as DemoRow).bytes;
    const names = ['../../out.flac', '/etc/x.flac', 'same.flac', 'SAME.flac', '.hidden', 'nul.flac'];
    const revisions = names.map((path, i) => ({
      writtenAt: NOW - 5_000,
      row: {
        audio: { bytes, path },
        audio_id: `${'0'.repeat(15)}${i}:20260301T115955`,
        row_id: `019c0000-0000-7000-8000-00000000000${i}`,
        revision: 0,
      },
    }));
    await writeDemo(dir, { startMs: NOW - 5_000, endMs: NOW, tables: [{ table: alignment, revisions }] });
    const run = (...args: string[]) => runCommand([...args, '--local', dir, '--now', DEMO_NOW], { cwd });
    expect((await run('recordings', 'save', '--output-dir', 'deep/saved')).exitCode).toBe(0);
    const saved = await readdir(join(cwd, 'deep/saved'));
    expect(saved).toHaveLength(names.length);
    expect(new Set(saved.map((name) => name.toLowerCase())).size).toBe(names.length);
    expect(await readdir(join(cwd, 'deep'))).toEqual(['saved']);
    for (const name of saved) expect(name).not.toMatch(/^\.|^nul\.|[/\\]/);
  });

  it('[LK14] plays with a player that is there, and says so where none is', async () => {
    const [one] = heard('audio_chunk');
    const id = String(one?.['row_id']);
    const none = await demo.runWith({ env: { PATH: '/nowhere' } }, 'recordings', 'play', id);
    expect([none.exitCode, none.stderr]).toEqual([
      1,
      expect.stringContaining('no player is installed (ffplay, mpv'),
    ]);
    const bin = join(demo.cwd, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'mpv'), `#!/bin/sh\ncp "$3" "${join(demo.cwd, 'played')}"\n`);
    await chmod(join(bin, 'mpv'), 0o755);
    const played = await demo.runWith({ env: { PATH: `/nowhere:${bin}` } }, 'recordings', 'play', id);
    expect(played.exitCode).toBe(0);
    expect(Buffer.from(audioOf(one as DemoRow).bytes).equals(await readFile(join(demo.cwd, 'played')))).toBe(
      true,
    );
    await writeFile(join(bin, 'mpv'), '#!/bin/sh\nexit 3\n');
    const failed = await demo.runWith({ env: { PATH: bin } }, 'recordings', 'play', id);
    expect([failed.exitCode, failed.stderr]).toEqual([1, expect.stringContaining('ended with 3')]);
  });
});

describe('runs diff', () => {
  const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  it('[LK15] {000.26} {000.38} {000.35} {000.40} settings and metrics of two runs stand beside each other', async () => {
    const row = rowsOf('alignment').find((one) => runsOf(one).length === 2) as DemoRow;
    const [first, last] = runsOf(row) as [AlignmentRun, AlignmentRun];
    const { settings, metrics } = await demo.json<
      Record<
        'settings' | 'metrics',
        { what: string; a: unknown; b: unknown; is_changed: boolean; change: number }[]
      >
    >('runs', 'diff', String(row['row_id']));
    expect(settings.map(({ what, a, b }) => [what, a, b])).toEqual(
      (['min_silence_ms', 'min_speech_ms', 'pad_ms', 'asr_model'] as const).map((key) => [
        key,
        first[key],
        last[key],
      ]),
    );
    expect(settings.find(({ what }) => what === 'min_silence_ms')?.is_changed).toBe(true);
    expect(settings.find(({ what }) => what === 'pad_ms')?.is_changed).toBe(false);
    const of = (what: string) => metrics.find((one) => one.what === what);
    for (const [side, run] of [
      ['a', first],
      ['b', last],
    ] as const) {
      const matched = run.segments.filter(({ word_count }) => word_count > 0);
      const spokenS = matched.reduce((sum, { duration }) => sum + duration, 0);
      const words = matched.reduce((sum, { word_count }) => sum + word_count, 0);
      expect(of('segments')?.[side]).toBe(run.segments.length);
      expect(of('failed')?.[side]).toBe(run.segments.filter(({ confidence }) => confidence <= 0).length);
      expect(of('mean_confidence')?.[side]).toBeCloseTo(
        meanOf(run.segments.map(({ confidence }) => confidence)),
        9,
      );
      expect(of('words_per_minute')?.[side]).toBeCloseTo((words * 60) / spokenS, 9);
      expect(of('undersegmented')?.[side]).toBe(
        run.segments.filter(({ undersegmented }) => undersegmented).length,
      );
    }
    expect(of('segments')?.change).toBe(last.segments.length - first.segments.length);
  });

  it('[LK15] runs of two recordings, others than the last, and those that are not there', async () => {
    const one = rowsOf('alignment').find((row) => runsOf(row).length === 1) as DemoRow;
    const two = rowsOf('alignment').find((row) => runsOf(row).length === 2) as DemoRow;
    const ids = [String(one['row_id']), String(two['row_id'])] as const;
    const { metrics } = await demo.json<{ metrics: { what: string; a: number; b: number }[] }>(
      'runs',
      'diff',
      ...ids,
      '--b',
      '1',
    );
    expect(metrics.find(({ what }) => what === 'segments')).toMatchObject({
      a: runsOf(one)[0]?.segments.length,
      b: runsOf(two)[0]?.segments.length,
    });
    expect((await demo.run('runs', 'diff', ids[0])).exitCode).toBe(3);
    expect((await demo.run('runs', 'diff', ids[1], '--b', '7')).exitCode).toBe(2);
    expect((await demo.run('runs', 'diff', ids[1], '--md')).stdout).toContain('| what | a: run 1 of ');
  });
});
