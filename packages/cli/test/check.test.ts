import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { metricsEvent, metricsEvents, type StageFile, stageManifest } from '@parqueue/schema/presets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkClip } from '../src/checks/checkClip.ts';
import type { Finding } from '../src/checks/finding.ts';
import { currentRows, type DemoAudio, type DemoRow } from '../src/demo/demoData.ts';
import { writeDemo } from '../src/demo/writeDemo.ts';
import { DEMO_NOW, type OpenDemo, openDemo } from '../src/testing/openDemo.ts';
import { runCommand } from '../src/testing/runCommand.ts';

const NOW = Date.parse(DEMO_NOW);
let demo: OpenDemo;
beforeAll(async () => {
  demo = await openDemo({ days: 8 });
  await demo.run('sync');
}, 120_000);
afterAll(() => demo.close());

interface Answer {
  checks: { check: string; looked_at: number; errors: number; warnings: number }[];
  findings: (Finding & { check: string })[];
}
const rowsOf = (name: string): DemoRow[] => {
  const found = demo.data.tables.find(({ table }) => table.name === name);
  return found === undefined ? [] : currentRows(found);
};

/** A dataset of some rows of one table, and what the check says of it. */
async function checkOf(table: typeof stageManifest | typeof metricsEvent, rows: object[], ...args: string[]) {
  const cwd = join(demo.cwd, `own-${Math.random()}`);
  const dir = join(cwd, 'set');
  const revisions = rows.map((row, i) => ({
    writtenAt: NOW - 5_000,
    row: {
      timestamp: new Date(NOW - 5_000 + i),
      row_id: `019c0000-0000-7000-8000-${String(i).padStart(12, '0')}`,
      revision: 0,
      ...row,
    },
  }));
  await writeDemo(dir, { startMs: NOW - 5_000, endMs: NOW, tables: [{ table, revisions }] });
  const run = await runCommand(['check', ...args, '--local', dir, '--now', DEMO_NOW, '--json'], { cwd });
  return { ...run, answer: JSON.parse(run.stdout || '{}') as Answer };
}

describe('check', () => {
  it('[LK8] looks at everything, and made-up data is whole', async () => {
    const { exitCode, stdout } = await demo.run('check', '--json');
    const { checks, findings } = JSON.parse(stdout) as Answer;
    expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
    expect(exitCode).toBe(0);
    const clips = ['alignment', 'recitation', 'audio_chunk'].flatMap((name) =>
      rowsOf(name).filter((row) => row['audio']),
    );
    expect(checks.map(({ check, looked_at }) => [check, looked_at])).toEqual([
      ['manifests', rowsOf('stage_manifest').length],
      ['schema', expect.any(Number)],
      ['events', rowsOf('metrics_event').length],
      ['audio', clips.length],
    ]);
    expect((await demo.run('check', 'nonsense')).exitCode).toBe(2);
  });

  const FILE = { type: 'audio', path: 'j/01_a/x.wav', size_bytes: 5, sha256: 'aa' } satisfies StageFile;
  const GOOD = {
    job_id: 'j',
    stage: 'a',
    stage_number: 1,
    status: 'success',
    duration_seconds: 1,
    completed_at: new Date(NOW - 1_000),
    inputs: [{ type: 'video', path: 'in.mp4', size_bytes: 9 }],
    outputs: [FILE],
    config: { k: 1 },
  };
  const NEXT = {
    ...GOOD,
    stage: 'b',
    stage_number: 2,
    inputs: [FILE],
    outputs: [{ ...FILE, path: 'j/02_b/y' }],
  };
  const DAY_BEFORE = { timestamp: new Date(NOW - 90_000_000) };

  it.each<[string, object[], string[]]>([
    ['nothing of a job that is whole', [GOOD, NEXT], []],
    [
      'a stage that never ended',
      [{ ...GOOD, ...DAY_BEFORE, status: 'running', completed_at: null }],
      ['error not-ended'],
    ],
    ['an end without its time', [{ ...GOOD, completed_at: null }], ['error end-without-time']],
    ['a failure without a word', [{ ...GOOD, status: 'failed', errors: [] }], ['error failed-without-error']],
    ['a status of its own', [{ ...GOOD, status: 'done' }], ['error unknown-status']],
    ['no output', [{ ...GOOD, outputs: [] }], ['warning no-outputs']],
    [
      'no input and no config',
      [{ ...GOOD, inputs: [], config: null }],
      ['warning no-config', 'warning no-inputs'],
    ],
    [
      'an input that nobody made',
      [GOOD, { ...NEXT, inputs: [{ ...FILE, path: 'j/01_a/other' }] }],
      ['error input-of-nobody'],
    ],
    [
      'another digest and size',
      [GOOD, { ...NEXT, inputs: [{ ...FILE, sha256: 'bb', size_bytes: 6 }] }],
      ['error digest-differs', 'error size-differs'],
    ],
    ['a stage that is missing', [GOOD, { ...NEXT, stage_number: 3 }], ['warning missing-stage']],
    [
      'a file that is only a file',
      [{ ...GOOD, outputs: [{ ...FILE, type: 'file', size_bytes: null }] }],
      ['note size-unknown', 'warning vague-type'],
    ],
    [
      'a file without type and path',
      [{ ...GOOD, outputs: [{ size_bytes: 1 }] }],
      ['error file-without-path', 'error file-without-type'],
    ],
    [
      'an intermediate file without a reason',
      [{ ...GOOD, intermediate_files: [{ type: 'intermediate', path: 'p', size_bytes: 1 }] }],
      ['warning intermediate-undecided', 'warning intermediate-without-reason'],
    ],
    ['a file that two stages give', [GOOD, { ...NEXT, outputs: [FILE] }], ['warning given-twice']],
  ])('[LK8] {001.30} {001.33} {001.35} {001.38} manifests: %s', async (_, rows, expected) => {
    const { answer, exitCode } = await checkOf(stageManifest, rows, 'manifests');
    expect(answer.findings.map(({ level, rule }) => `${level} ${rule}`).sort()).toEqual(expected);
    expect(exitCode).toBe(expected.some((said) => said.startsWith('error')) ? 4 : 0);
    const strict = await checkOf(stageManifest, rows, 'manifests', '--strict');
    expect(strict.exitCode).toBe(expected.some((said) => !said.startsWith('note')) ? 4 : 0);
  });

  it('[LK9] {002.34} an event that is expected and did not come fails the check', async () => {
    const came = new Set(rowsOf('metrics_event').map((row) => row['event_type']));
    const { findings } = await demo.json<Answer>('check', 'events');
    expect(findings.filter(({ rule }) => rule === 'absent-event').map(({ where }) => where)).toEqual(
      Object.keys(metricsEvents).filter((type) => !came.has(type)),
    );
    const good = await demo.run('check', 'events', '--expect', 'cache_hit, ws_connect');
    expect(good.exitCode).toBe(0);
    const bad = await demo.run('check', 'events', '--expect', 'cache_hit,cache_miss');
    expect([bad.exitCode, bad.stdout]).toEqual([4, expect.stringMatching(/error +absent-event +cache_miss/)]);
    expect(
      (await demo.run('check', 'events', '--since', '2020-01-01', '--until', '2020-01-02')).exitCode,
    ).toBe(3);
  });

  it('[LK9] {002.54} a column that is empty in all events of a kind is told, with what to do', async () => {
    const row = {
      event_type: 'synthesis_complete',
      worker_latency_ms: 5,
      total_latency_ms: 9,
      audio_duration_ms: 4,
      text_length: 2,
    };
    const { answer } = await checkOf(metricsEvent, [row, row], 'events');
    const empty = answer.findings.filter(({ rule }) => rule === 'empty-in-event');
    expect(empty).toEqual([
      expect.objectContaining({
        level: 'warning',
        where: 'synthesis_complete.queue_wait_ms',
        said: expect.stringMatching(/all 2 of them: .*synthesis_started/),
      }),
    ]);
    const one = await checkOf(metricsEvent, [row, { ...row, queue_wait_ms: 0 }], 'events');
    expect(one.answer.findings.filter(({ rule }) => rule === 'empty-in-event')).toEqual([]);
  });

  it('[LK9] {000.43} {002.54} schema: columns that are empty throughout, and files that cannot be read', async () => {
    const { findings } = await demo.json<Answer>('check', 'schema');
    const rows = rowsOf('metrics_event');
    const empty = Object.keys(metricsEvent.features).filter((name) =>
      rows.every((row) => (row[name] ?? null) === null),
    );
    expect(
      findings
        .filter(({ where }) => where.startsWith('metrics_event.'))
        .map(({ where }) => where.split('.')[1]),
    ).toEqual(empty);
    const own = await openDemo({ days: 2 });
    const folder = join(own.dir, 'data/error_log');
    const [name = ''] = (await readdir(folder, { recursive: true })).filter((path) =>
      path.endsWith('.parquet'),
    );
    await writeFile(join(folder, name), 'PAR1 no Parquet at all PAR1');
    const broken = await own.run('check', 'schema');
    expect([broken.exitCode, broken.stdout]).toEqual([4, expect.stringMatching(/error +unreadable-file/)]);
    await own.close();
  });

  it('[LK10] {000.28} {000.47} a recording is held against its head, its digest and its row', async () => {
    const row = rowsOf('alignment').find(({ audio }) => audio) as DemoRow;
    const { bytes } = row['audio'] as DemoAudio;
    const claims = { audioId: row['audio_id'] as string, durationS: row['audio_duration_s'] as number };
    const rulesOf = (given: Uint8Array, claimed = claims) =>
      checkClip('x', given, claimed).map(({ rule }) => rule);
    expect(rulesOf(bytes)).toEqual([]);
    expect(rulesOf(bytes, { ...claims, audioId: `${'0'.repeat(16)}:20260101T000000` })).toEqual(['audio-id']);
    expect(rulesOf(bytes, { ...claims, durationS: claims.durationS + 1 })).toEqual(['duration']);
    expect(rulesOf(bytes.subarray(0, bytes.length - 40))).toEqual(['flac']);
    const at = (index: number, bit: number) =>
      Uint8Array.from(bytes, (byte, i) => (i === index ? byte ^ bit : byte));
    expect(rulesOf(at(30, 1))).toEqual(['md5']);
    expect(rulesOf(at(25, 1))).toEqual(['length']);
    expect(rulesOf(at(400, 1))).toEqual(['flac']);
    expect(rulesOf(Uint8Array.of(1, 2, 3))).toEqual(['flac']);
  });

  it('[LK10] {000.47} a byte of a recording that changed in a file is found', async () => {
    const own = await openDemo({ days: 2 });
    const folder = join(own.dir, 'data/audio_chunk');
    const [name = ''] = (await readdir(folder, { recursive: true })).filter((path) =>
      path.endsWith('.parquet'),
    );
    const file = await readFile(join(folder, name));
    const at = file.indexOf('fLaC') + 3_000;
    file[at] = (file[at] as number) ^ 8;
    await writeFile(join(folder, name), file);
    const { exitCode, stdout } = await own.run('check', 'audio', '--json');
    const { findings } = JSON.parse(stdout) as Answer;
    expect(exitCode).toBe(4);
    expect(findings).toEqual([
      expect.objectContaining({ rule: 'flac', where: expect.stringContaining('audio_chunk call-') }),
    ]);
    await own.close();
  });
});
