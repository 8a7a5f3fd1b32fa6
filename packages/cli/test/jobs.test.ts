import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logLine, type StageFile, stageManifest } from '@parqueue/schema/presets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentRows, type DemoRow } from '../src/demo/demoData.ts';
import { writeDemo } from '../src/demo/writeDemo.ts';
import { DEMO_NOW, type OpenDemo, openDemo } from '../src/testing/openDemo.ts';
import { runCommand } from '../src/testing/runCommand.ts';

const NOW = Date.parse(DEMO_NOW);
let demo: OpenDemo;
let stages: DemoRow[];
let lines: DemoRow[];
beforeAll(async () => {
  demo = await openDemo({ days: 30 });
  await demo.run('sync');
  const rowsOf = (name: string) =>
    currentRows(demo.data.tables.find(({ table }) => table.name === name) ?? never(name));
  stages = rowsOf('stage_manifest');
  lines = rowsOf('log_line');
}, 120_000);
afterAll(() => demo.close());

const never = (name: string): never => {
  throw new Error(name);
};
const jobIds = (rows: readonly DemoRow[]): string[] => [
  ...new Set(rows.map((row) => row['job_id'] as string)),
];
const stagesOf = (id: unknown): DemoRow[] => stages.filter((row) => row['job_id'] === id);
const isFailed = (row: DemoRow): boolean => row['status'] === 'failed';
const atOf = (row: DemoRow): number => (row['timestamp'] as Date).getTime();
const failedJob = (): string => jobIds(stages.filter(isFailed))[0] ?? never('failed job');
const goodJob = (): string =>
  jobIds(stages).find((id) => stagesOf(id).filter((row) => row['status'] === 'success').length === 4) ??
  never('good job');

interface Job {
  job_id: string;
  status: string;
  started: string;
  duration_s: number | null;
  stages: number;
  failed_stage: string | null;
  errors: number;
  warnings: number;
  usd: number | null;
}

describe('jobs', () => {
  it('[LK1] {001.28} those that failed are named with the stage that failed first', async () => {
    const got = await demo.json<Job[]>('jobs', '--failed', '--limit', '1000');
    expect(got.map(({ job_id }) => job_id).sort()).toEqual(jobIds(stages.filter(isFailed)).sort());
    for (const { job_id, failed_stage, status } of got)
      expect([failed_stage, status]).toEqual([stagesOf(job_id).find(isFailed)?.['stage'], 'failed']);
    expect(got.map(({ started }) => started)).toEqual(
      got
        .map(({ started }) => started)
        .sort()
        .reverse(),
    );
  });

  it('[LK1] {001.40} counts, times and costs are those of all stages', async () => {
    const got = await demo.json<Job[]>('jobs', '--since', '5d', '--limit', '1000');
    expect(got.map(({ job_id }) => job_id).sort()).toEqual(
      jobIds(stages.filter((row) => atOf(row) >= NOW - 5 * 86_400_000)).sort(),
    );
    for (const job of got) {
      const own = stagesOf(job.job_id);
      const ends = own.map((row) => (row['completed_at'] as Date | null)?.getTime() ?? Number.NaN);
      const tookS = (Math.max(...ends) - Math.min(...own.map(atOf))) / 1000;
      const usd = own.reduce((sum, row) => sum + ((row['cost'] as { usd: number } | null)?.usd ?? 0), 0);
      expect(job.stages).toBe(own.length);
      expect(job.duration_s ?? Number.NaN).toBeCloseTo(tookS, 6);
      expect(job.usd ?? 0).toBeCloseTo(usd, 6);
      expect(job.warnings).toBe(
        own.reduce((sum, row) => sum + ((row['warnings'] as unknown[] | undefined)?.length ?? 0), 0),
      );
    }
  });

  it('[LK1] {001.39} stages have their median, 95 % and last time', async () => {
    const got = await demo.json<
      { stage: string; runs: number; p50_s: number; p95_s: number; last_s: number }[]
    >('jobs', '--by-stage');
    expect(got.map(({ stage }) => stage)).toEqual(['demux', 'asr', 'alignment', 'subtitle']);
    for (const { stage, runs, p50_s, p95_s, last_s } of got) {
      const own = stages.filter((row) => row['stage'] === stage);
      const good = own.filter((row) => row['status'] === 'success').sort((a, b) => atOf(a) - atOf(b));
      const times = good.map((row) => row['duration_seconds'] as number).sort((a, b) => a - b);
      const middle =
        ((times[Math.floor((times.length - 1) / 2)] as number) +
          (times[Math.ceil((times.length - 1) / 2)] as number)) /
        2;
      expect([runs, last_s]).toEqual([own.length, good.at(-1)?.['duration_seconds']]);
      expect(p50_s).toBeCloseTo(middle, 9);
      expect(times.filter((time) => time <= p95_s).length / times.length).toBeCloseTo(0.95, 1);
    }
  });

  it('[LK1] an empty answer says what removed the rows, and ends with 3', async () => {
    const none = await demo.run('jobs', '--where', 'stage=nonsense');
    expect([none.exitCode, none.stdout]).toEqual([3, 'no jobs\n']);
    expect(none.stderr).toContain('--where stage=nonsense removed them all');
    const unknown = await demo.run('job', 'show', 'nothing');
    expect([unknown.exitCode, unknown.stderr]).toEqual([
      3,
      expect.stringContaining('there is no job nothing'),
    ]);
    expect((await demo.run('job', 'show', 'job-')).stderr).toContain('several jobs begin so');
  });
});

describe('job', () => {
  it('[LK2] {001.27} {001.28} shows each stage and marks the first that failed', async () => {
    const id = failedJob();
    const { stdout } = await demo.run('job', 'show', id.slice(0, 9));
    expect(stdout.match(/❌/g)).toHaveLength(1);
    expect(stdout).toMatch(new RegExp(`${stagesOf(id).find(isFailed)?.['stage']} +❌ failed`));
    expect(stdout).toContain('CUDA out of memory');
    const json = await demo.json<{ stages: { stage: string; duration_s: number | null }[] }>(
      'job',
      'show',
      id,
    );
    expect(json.stages.map(({ duration_s }) => duration_s)).toEqual(
      stagesOf(id).map((row) => row['duration_seconds']),
    );
  });

  it('[LK2] {001.29} {001.13} a manifest or one part of it is JSON, as it was written', async () => {
    const id = goodJob();
    const asr = stagesOf(id).find((row) => row['stage'] === 'asr') ?? never('asr');
    const inputs = await demo.run('job', 'show', id, '--stage', 'asr', '--field', 'inputs');
    expect(JSON.parse(inputs.stdout)).toEqual(asr['inputs']);
    const whole = JSON.parse((await demo.run('job', 'show', id, '--stage', '02_asr')).stdout);
    expect([whole.config, whole.outputs, whole.stage_number]).toEqual([asr['config'], asr['outputs'], 2]);
    expect((await demo.run('job', 'show', id, '--stage', 'asr', '--field', 'x')).exitCode).toBe(2);
    expect((await demo.run('job', 'show', id, '--stage', 'x')).exitCode).toBe(3);
    expect((await demo.run('job', 'show', id, '--field', 'inputs')).exitCode).toBe(2);
  });

  it('[LK2] {001.30} {001.31} lists files: what went in, came out, and was made on the way with its reason', async () => {
    const id = goodJob();
    const paths = (key: string) =>
      stagesOf(id).flatMap((row) => (row[key] as StageFile[]).map(({ path }) => path));
    const files = await demo.json<{ path: string; role: string; retained: boolean; reason: string }[]>(
      'job',
      'files',
      id,
    );
    for (const [role, key] of [
      ['input', 'inputs'],
      ['output', 'outputs'],
      ['intermediate', 'intermediate_files'],
    ] as const)
      expect(files.filter((file) => file.role === role).map(({ path }) => path)).toEqual(paths(key));
    const { stdout } = await demo.run('job', 'files', id, '--intermediate');
    expect(stdout).toMatch(/02_asr\/chunks\.json +[\d.]+ k?B +(kept|deleted) +for debugging/);
    expect(stdout.trim().split('\n')).toHaveLength(2);
  });

  it('[LK4] {001.36} the graph has an edge for each parent, as Mermaid, DOT, SVG and JSON', async () => {
    const id = goodJob();
    const { nodes, edges } = await demo.json<{
      nodes: { id: string; label: string; layer: number }[];
      edges: { from: string; to: string; files: string[] }[];
    }>('job', 'graph', id);
    expect(nodes.map(({ label, layer }) => [label, layer])).toEqual([
      ['01_demux', 0],
      ['02_asr', 1],
      ['03_alignment', 2],
      ['04_subtitle', 3],
    ]);
    expect(edges).toEqual([
      { from: 'n1', to: 'n2', files: ['audio.wav'] },
      { from: 'n2', to: 'n3', files: ['transcript.json'] },
      { from: 'n3', to: 'n4', files: ['segments.json'] },
    ]);
    expect((await demo.run('job', 'graph', id)).stdout).toMatch(
      /^flowchart LR\n {2}n1\["01_demux: success [\d.]+s"\]:::success\n[\s\S]*n1 -- "audio.wav" --> n2\n/,
    );
    expect((await demo.run('job', 'graph', id, '--format', 'dot')).stdout).toMatch(
      /^digraph job \{[\s\S]*n1 -> n2 \[label="audio.wav"\];\n[\s\S]*\}\n$/,
    );
    const svg = (await demo.run('job', 'graph', id, '--format', 'svg')).stdout;
    expect(svg.match(/<rect /g)).toHaveLength(4);
    expect(svg.match(/marker-end/g)).toHaveLength(3);
    expect((await demo.run('job', 'graph', id, '--format', 'png')).exitCode).toBe(2);
  });

  it('[LK3] {001.02} {001.16} export makes the folder that the pipeline would have made', async () => {
    const id = failedJob();
    const own = lines.filter((row) => row['job_id'] === id);
    for (const [tz, hours] of [
      ['UTC', 0],
      ['Asia/Riyadh', 3],
      ['America/New_York', -5],
    ] as const) {
      const { exitCode } = await demo.run('job', 'export', id, '--tz', tz, '--output-dir', `out-${hours}`);
      expect(exitCode).toBe(0);
      const dir = join(demo.cwd, `out-${hours}`, id);
      const local = (row: DemoRow) =>
        new Date(atOf(row) + hours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
      const textOf = (rows: DemoRow[]) =>
        rows
          .map((row) => `[${local(row)}] [${row['logger']}] [${row['level']}] ${row['message']}\n`)
          .join('');
      const stamp = local(own[0] as DemoRow)
        .replace(/[-:]/g, '')
        .replace(' ', '_');
      const folders = stagesOf(id).map((row) => `0${row['stage_number']}_${row['stage']}`);
      expect((await readdir(dir)).sort()).toEqual([...folders, 'logs'].sort());
      expect(await readdir(join(dir, 'logs'))).toEqual([`99_pipeline_${stamp}.log`]);
      expect(await readFile(join(dir, 'logs', `99_pipeline_${stamp}.log`), 'utf8')).toBe(
        textOf(own.filter((row) => row['level'] !== 'DEBUG')),
      );
      for (const row of stagesOf(id)) {
        const folder = join(dir, `0${row['stage_number']}_${row['stage']}`);
        expect((await readdir(folder)).sort()).toEqual(['manifest.json', 'metadata.json', 'stage.log']);
        expect(await readFile(join(folder, 'stage.log'), 'utf8')).toBe(
          textOf(own.filter((line) => line['stage'] === row['stage'])),
        );
        const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
        expect(Object.keys(manifest).slice(0, 13)).toEqual([
          'stage',
          'stage_number',
          'timestamp',
          'status',
          'duration_seconds',
          'completed_at',
          'inputs',
          'outputs',
          'intermediate_files',
          'config',
          'resources',
          'errors',
          'warnings',
        ]);
        expect(manifest.errors).toEqual(row['errors'] ?? []);
        expect(manifest.timestamp).toBe((row['timestamp'] as Date).toISOString());
      }
    }
    expect((await demo.run('job', 'export', id, '--output-dir', 'out-0')).exitCode).toBe(0);
  });
});

describe('logs', () => {
  const linesOf = (rows: DemoRow[]): string[] =>
    rows
      .toSorted((a, b) => atOf(a) - atOf(b))
      .map(
        (row) =>
          `[${new Date(atOf(row)).toISOString().slice(0, 19).replace('T', ' ')}] [${row['logger']}] [${row['level']}] ${row['message']}`,
      );

  it('[LK5] {001.05} {001.08} {001.29} lines of a job, a stage, a level, in the format of the log', async () => {
    const id = failedJob();
    const own = lines.filter((row) => row['job_id'] === id);
    const text = async (...args: string[]) => (await demo.run('logs', ...args)).stdout.trimEnd().split('\n');
    expect(await text('--job', id)).toEqual(linesOf(own));
    expect(await text('--job', id, '--stage', 'asr')).toEqual(
      linesOf(own.filter((row) => row['stage'] === 'asr')),
    );
    expect(await text('--level', 'error', '--limit', '9999')).toEqual(
      linesOf(lines.filter((row) => row['level'] === 'ERROR')),
    );
    expect((await text('--job', id, '--no-emoji'))[0]).toMatch(/\[INFO\] STARTING job-/);
  });

  it('[LK5] {001.28} a pattern finds lines, with lines of the same job around them', async () => {
    const hits = lines.filter((row) => /FAILED job/.test(String(row['message'])));
    const { stdout } = await demo.run('logs', '--grep', 'FAILED job', '-C', '1');
    const jobs = stdout.trimEnd().split('\n--\n');
    expect(jobs).toHaveLength(hits.length);
    for (const part of jobs) {
      const [before, hit] = part.split('\n');
      expect(hit).toMatch(/❌ FAILED job-\w+ in \w+$/);
      expect(before).toMatch(/❌ FAILED \([\d.]+s\): CUDA out of memory$/);
    }
    const small = await demo.json<unknown[]>('logs', '--grep', 'failed JOB', '-i');
    expect(small).toHaveLength(hits.length);
    expect((await demo.run('logs', '--grep', '(')).exitCode).toBe(2);
    const none = await demo.run('logs', '--grep', 'no such thing');
    expect([none.exitCode, none.stderr]).toEqual([
      3,
      expect.stringContaining('--grep no such thing removed them all'),
    ]);
  });

  it('[LK5] the last lines are shown when there are too many', async () => {
    const { stdout, stderr } = await demo.run('logs');
    expect(stdout.trimEnd().split('\n')).toEqual(linesOf(lines).slice(-200));
    expect(stderr).toContain('--limit');
  });
});

it('[LK3] [LK5] {001.02} whatever a row says, an export stays below its target and a log line is one line', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'parqueue-nasty-'));
  const dir = join(cwd, 'data-set');
  const at = NOW - 60_000;
  const id = '../../../escaped';
  const stage = '../../x/\u0000"]; --> <script>';
  const own = {
    timestamp: new Date(at),
    job_id: id,
    stage,
    row_id: '019c0000-0000-7000-8000-000000000001',
    revision: 0,
  };
  await writeDemo(dir, {
    startMs: at,
    endMs: NOW,
    tables: [
      {
        table: stageManifest,
        revisions: [
          {
            writtenAt: at,
            row: { ...own, stage_number: 1, status: 'success', parents: [{ stage, stage_number: 1 }] },
          },
        ],
      },
      {
        table: logLine,
        revisions: [
          {
            writtenAt: at,
            row: {
              ...own,
              logger: 'x',
              level: 'INFO',
              message: 'one\n[2026-01-01 00:00:00] [pipeline] [ERROR] forged\u001b[31m',
            },
          },
        ],
      },
    ],
  });
  const run = (...args: string[]) => runCommand([...args, '--local', dir, '--now', DEMO_NOW], { cwd });
  const before = (await readdir(cwd)).length;
  const { exitCode } = await run('job', 'export', id);
  expect(exitCode).toBe(0);
  const all = await readdir(cwd, { recursive: true });
  const made = all.filter((path) => path.startsWith('out/'));
  expect((await readdir(cwd)).length).toBeLessThanOrEqual(before + 2);
  expect(made.filter((path) => path.endsWith('manifest.json'))).toHaveLength(1);
  expect(await readdir(join(cwd, '..'))).not.toContain('escaped');
  const log = await run('logs');
  expect(log.stdout.split('\n')[1]).toBe('    [2026-01-01 00:00:00] [pipeline] [ERROR] forged[31m');
  const svg = await run('job', 'graph', id, '--format', 'svg');
  expect(svg.stdout).not.toContain('<script');
  const mermaid = await run('job', 'graph', id);
  expect(mermaid.stdout.split('\n')[1]).toMatch(/^ {2}n1\["[^"\]<>]*"\]:::success$/);
  await rm(cwd, { recursive: true, force: true });
});
